import type { Usage } from '../../wire/traceSummary.js';
import { feedbackChangeOf } from '../ingest/feedbackChangeOf.js';
import { runChangeOf, timeOf } from '../ingest/runChangeOf.js';
import type { FeedbackChange, RunChange, RunFacts, StoredAttachment } from '../store/runChange.js';

type Bag = Readonly<Record<string, unknown>>;

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function attachmentsOf(line: Bag): StoredAttachment[] {
  return Object.entries(bag(line['attachments'])).map(([name, file]) => {
    const { mime_type: mimeType, text, base64 } = bag(file);
    const data = typeof text === 'string' ? Buffer.from(text) : Buffer.from(String(base64 ?? ''), 'base64');
    return { name, mimeType: String(mimeType ?? 'application/octet-stream'), data };
  });
}

function feedbackOf({ id, feedback }: Bag): FeedbackChange[] {
  if (!Array.isArray(feedback)) return [];
  return feedback.flatMap((one) => feedbackChangeOf({ ...bag(one), run_id: id }).feedback ?? []);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const usageNames = ['promptTokens', 'completionTokens', 'totalTokens', 'cost'] as const;

/** The file may have been written by anybody. */
function usage(value: unknown): Usage | undefined {
  const told = usageNames.map((name) => [name, bag(value)[name]] as const);
  const known = told.filter(([, figure]) => typeof figure === 'number' && Number.isFinite(figure) && figure >= 0);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** What the wire form has no place for, where the file comes from a server. */
function ownFacts({ tracenest }: Bag): Partial<RunFacts> {
  const { runType, model, threadId, firstTokenTime, ...rest } = bag(tracenest);
  const facts: RunFacts = {
    runType: text(runType),
    model: text(model),
    usage: usage(rest['usage']),
    threadId: text(threadId),
    firstTokenTime: typeof firstTokenTime === 'number' ? timeOf(firstTokenTime) : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/**
 * A line of a file of runs. @throws RefusedRun, or SyntaxError, where it is none.
 */
export function importLine(line: string): RunChange {
  const fields = JSON.parse(line) as unknown;
  if (bag(fields)['id'] === undefined) throw new Error('The line is no run: it has no id.');
  const run = bag(fields);
  const change = runChangeOf({
    kind: 'post',
    id: String(run['id']),
    fields: run,
    attachments: attachmentsOf(run),
  });
  return { ...change, facts: { ...change.facts, ...ownFacts(run) }, feedback: feedbackOf(run) };
}
