import type { RunChange } from '../store/runChange.js';
import type { TraceStore } from '../store/traceStore.js';
import { importLine } from './importLine.js';

/** What came of an import. */
export interface ImportResult {
  readonly runCount: number;
  readonly traceIds: readonly string[];
  /** Lines that are no run, numbered from 1. */
  readonly refused: readonly { readonly line: number; readonly error: string }[];
}

const batchSize = 500;
const shownTraces = 1000;
const shownRefusals = 100;

/** Writes lines of a file of runs to a store; lines that are none are left out and told. */
export async function importLines(
  store: TraceStore,
  lines: AsyncIterable<string> | Iterable<string>,
  onProgress: (runs: number) => void = () => undefined,
): Promise<ImportResult> {
  let batch: RunChange[] = [];
  let runCount = 0;
  let number = 0;
  const traceIds = new Set<string>();
  const refused: { line: number; error: string }[] = [];
  const write = async (): Promise<void> => {
    await store.write(batch);
    runCount += batch.length;
    batch = [];
    onProgress(runCount);
  };
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      const change = importLine(line);
      batch.push(change);
      if (change.facts.traceId !== undefined && traceIds.size < shownTraces) traceIds.add(change.facts.traceId);
    } catch (error) {
      if (refused.length < shownRefusals) refused.push({ line: number, error: (error as Error).message });
    }
    if (batch.length >= batchSize) await write();
  }
  await write();
  return { runCount, traceIds: [...traceIds], refused };
}
