import type { Run } from '../run/run.js';

interface Extent {
  start: number;
  end: number;
}

function extents(runs: Iterable<Run>): ReadonlyMap<string, Extent> {
  const byTrace = new Map<string, Extent>();
  for (const { traceId, startTime, endTime = startTime } of runs) {
    const extent = byTrace.get(traceId);
    if (extent === undefined) byTrace.set(traceId, { start: startTime, end: endTime });
    else {
      extent.start = Math.min(extent.start, startTime);
      extent.end = Math.max(extent.end, endTime);
    }
  }
  return byTrace;
}

/** Columns `from` to `to`, in halves of a column. */
function bar(from: number, to: number): string {
  let text = '';
  for (let half = 0; half < to; half += 2) {
    const left = half >= from;
    const right = half + 1 >= from && half + 1 < to;
    text += left ? (right ? '━' : '╸') : right ? '╺' : ' ';
  }
  return text;
}

/**
 * Draws when in its trace a run took place: `     ━━━╸`. The columns are the time from the trace's first start to its last
 * end, so that what ran side by side stands one above the other. A run that is going on lasts to the end.
 */
export function timeline(runs: Iterable<Run>, columns: number): (run: Run) => string {
  const byTrace = extents(runs);
  const halves = 2 * columns;
  return ({ traceId, startTime, endTime }) => {
    const { start, end } = byTrace.get(traceId) ?? { start: 0, end: 0 };
    if (!(end > start)) return '';
    const scale = halves / (end - start);
    // The shortest is still to be seen, also at the very end.
    const from = Math.min(halves - 1, Math.floor((startTime - start) * scale));
    const to = Math.max(from + 1, Math.min(halves, Math.round(((endTime ?? end) - start) * scale)));
    return bar(from, to);
  };
}
