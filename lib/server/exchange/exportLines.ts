import { orderSegment } from '../../run/dottedOrder.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { langsmithFeedback } from '../langsmith/langsmithFeedback.js';
import { langsmithRun } from '../langsmith/langsmithRun.js';
import type { RunListQuery, StoredRun, TraceStore } from '../store/traceStore.js';

const pageSize = 100;

/** What is known of a run besides what its wire form says: it came over OpenTelemetry, which has names of its own. */
function factsOf({ row }: StoredRun): object {
  const { runType, model, usage, threadId, firstTokenTime } = row;
  return { runType, model, usage, threadId, firstTokenTime };
}

async function attachmentsOf(store: TraceStore, { row, attachments }: StoredRun): Promise<object | undefined> {
  if (attachments.length === 0) return undefined;
  const files = attachments.map(async ({ name, mimeType }) => {
    const data = (await store.attachment(row.id, name))?.data ?? new Uint8Array();
    return [name, { mime_type: mimeType, base64: Buffer.from(data).toString('base64') }] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

/** Runs that came over OpenTelemetry have no dotted order; below their parent's it is made here. */
class DottedOrders {
  readonly #known = new Map<string, string>();

  of({ row, dottedOrder }: StoredRun): string {
    const above = this.#known.get(row.parentId ?? '');
    const segment = orderSegment(row.startTime, row.id);
    const order = dottedOrder ?? (above === undefined ? segment : `${above}.${segment}`);
    this.#known.set(row.id, order);
    return order;
  }
}

async function* runsOf(store: TraceStore, traceId: string): AsyncGenerator<StoredRun, void, undefined> {
  const query: RunListQuery = {
    condition: { kind: 'compare', field: 'traceId', operator: '=', value: traceId },
    order: 'asc',
    limit: pageSize,
  };
  for (let cursor: string | undefined; ;) {
    const page = await store.listRuns({ ...query, cursor });
    yield* page.runs;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

/**
 * A trace as JSON lines: a run a line in LangSmith's wire form, as `FileExporter` writes them, with their attachments and feedback. Such a file
 * can be imported, dropped on the viewer, and read by `readRunFile`.
 */
export async function* exportLines(store: TraceStore, traceId: string): AsyncGenerator<string, void, undefined> {
  const orders = new DottedOrders();
  for await (const run of runsOf(store, traceId)) {
    const wire = langsmithRun(run);
    const attachments = await attachmentsOf(store, run);
    const line = {
      id: wire['id'],
      trace_id: wire['trace_id'],
      dotted_order: orders.of(run),
      parent_run_id: wire['parent_run_id'],
      name: wire['name'],
      run_type: wire['run_type'],
      start_time: wire['start_time'],
      end_time: wire['end_time'],
      session_name: wire['session_name'],
      inputs: wire['inputs'],
      outputs: wire['outputs'],
      error: wire['error'],
      status: run.row.status,
      tags: wire['tags'],
      events: wire['events'],
      extra: { metadata: {}, ...(wire['extra'] as object) },
      ...(wire['serialized'] === null ? {} : { serialized: wire['serialized'] }),
      ...(attachments === undefined ? {} : { attachments }),
      ...(run.feedback.length === 0 ? {} : { feedback: run.feedback.map(langsmithFeedback) }),
      tracenest: factsOf(run),
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

/** The name of a trace's file. */
export function exportName(startTime: number, traceId: string): string {
  return `trace-${isoTimestamp(startTime).slice(0, 19).replaceAll(':', '')}-${traceId.slice(-8)}.jsonl`;
}
