import { uuid7 } from '../../run/identity.js';
import { RequestError } from '../requestError.js';
import type { RunChange } from '../store/runChange.js';
import type { IngestResult, Refusal } from './ingestResult.js';
import { runChangeOf, timeOf, type RunMessage } from './runChangeOf.js';

type Bag = Readonly<Record<string, unknown>>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(kind: RunMessage['kind'], run: unknown): RunMessage {
  if (!isBag(run)) throw new Error('A run is a JSON object.');
  // LangSmith's clients post a run that nobody will end without an id.
  const id = run['id'] ?? (kind === 'post' ? uuid7(timeOf(run['start_time']) ?? Date.now(), 0) : undefined);
  return { kind, id: String(id), fields: run };
}

/** The runs of a `POST /runs/batch`: `{"post": […], "patch": […]}`. */
export function batchRuns(body: unknown): IngestResult {
  if (!isBag(body)) throw new RequestError(400, 'bad-batch', 'A batch is {"post": [runs], "patch": [runs]}.');
  const changes: RunChange[] = [];
  const refusals: Refusal[] = [];
  for (const kind of ['post', 'patch'] as const) {
    const runs = body[kind] ?? [];
    if (!Array.isArray(runs)) {
      refusals.push({ part: kind, error: `"${kind}" is no list of runs.` });
      continue;
    }
    for (const [index, run] of runs.entries()) {
      try {
        changes.push(runChangeOf(messageOf(kind, run)));
      } catch (error) {
        refusals.push({ part: `${kind}[${index}]`, error: (error as Error).message });
      }
    }
  }
  return { changes, refusals };
}

/** The run of a `POST /runs` or `PATCH /runs/:id`. */
export function singleRun(kind: RunMessage['kind'], body: unknown, id?: string): IngestResult {
  try {
    const message = messageOf(kind, body);
    return { changes: [runChangeOf(id === undefined ? message : { ...message, id })], refusals: [] };
  } catch (error) {
    return { changes: [], refusals: [{ part: kind, error: (error as Error).message }] };
  }
}
