import { columnsOf, cutTo, padTo } from '../export/columns.js';
import { durationText } from '../export/duration.js';
import { printable } from '../export/printable.js';
import type { TraceStore } from '../server/store/traceStore.js';
import type { TraceListQuery } from '../wire/traceQuery.js';
import type { TraceSummary } from '../wire/traceSummary.js';
import type { Output } from './output.js';
import { plural } from './plural.js';

const marks = { running: '…', success: '✓', error: '✗', cancelled: '◼', interrupted: '⏸', abandoned: '?' } as const;

/** As much of an id as tells traces apart: the end, as ids begin with the time. */
export const idLength = 8;

function took({ startTime, endTime }: TraceSummary): string {
  return endTime === null ? 'running' : durationText(endTime - startTime);
}

function cellsOf(trace: TraceSummary): string[] {
  return [
    marks[trace.status],
    new Date(trace.startTime).toISOString().slice(0, 19).replace('T', ' '),
    trace.traceId.slice(-idLength),
    printable(trace.project),
    took(trace),
    plural(trace.runCount, 'run'),
    printable(trace.name),
    printable(trace.errorPreview ?? trace.inputPreview),
  ];
}

const widest = [1, 19, idLength, 20, 9, 12, 40, 60];

function table(rows: readonly string[][], width: number): string[] {
  const columns = widest.map((most, index) =>
    Math.min(most, Math.max(0, ...rows.map((row) => columnsOf(row[index] ?? '')))),
  );
  return rows.map((row) => {
    const line = row.map((cell, index) => padTo(cutTo(cell, columns[index] ?? 0), columns[index] ?? 0)).join('  ');
    return cutTo(line.trimEnd(), width);
  });
}

/** Lists traces, the newest last: that is where the prompt is. */
export async function ls(store: TraceStore, query: TraceListQuery, isJson: boolean, output: Output): Promise<void> {
  const { traces } = await store.listTraces(query);
  if (isJson) {
    for (const trace of traces) output.print(JSON.stringify(trace));
    return;
  }
  if (traces.length === 0) return output.note('No traces match.');
  for (const line of table([...traces].reverse().map(cellsOf), output.width ?? 160)) output.print(line);
}
