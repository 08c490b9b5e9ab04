import { formatDuration } from '../model/format.js';
import { selfSegments, selfTime } from '../model/selfTime.js';
import { childrenOf, hasChildren } from '../model/tree.js';
import { knownRunType } from '../parts/runType.js';
import type { TraceView } from './traceView.js';

interface WaterfallBarProps {
  readonly view: TraceView;
  readonly run: number;
  readonly from: number;
  readonly to: number;
}

/** More stretches than that are too thin to be told apart. */
const mostStretches = 24;

/** When the run ran: pale where it waited for its children, strong where it worked itself. */
export function WaterfallBar({ view, run, from, to }: WaterfallBarProps) {
  const { runs, times, tree, path } = view;
  const start = times.start[run] ?? 0;
  const end = times.end[run] ?? start;
  const duration = Math.max(end - start, 0.000_001);
  const span = to - from;
  const within = (time: number): number => ((Math.min(Math.max(time, from), to) - from) / span) * 100;
  const left = within(start);
  const width = within(end) - left;
  if (end < from || start > to) return null;
  const part = (stretch: { from: number; to: number }): { left: string; width: string } => ({
    left: `${((stretch.from - start) / duration) * 100}%`,
    width: `${((stretch.to - stretch.from) / duration) * 100}%`,
  });
  const isWhole = !hasChildren(tree, run);
  const own = isWhole || childrenOf(tree, run).length > mostStretches ? [] : selfSegments(tree, times, run);
  const firstToken = runs.columns.firstToken[run] ?? -1;
  const label = `${formatDuration(duration)}, ${formatDuration(selfTime(tree, times, run))} of it itself`;
  return (
    <span
      class={`bar type-${knownRunType(runs.runType(run))} ${isWhole ? 'bar-whole' : ''} ${runs.isRunning(run) ? 'bar-running' : ''}`}
      style={{ left: `${left}%`, width: `max(2px, ${width}%)` }}
      title={label}
    >
      {own.map((stretch) => (
        <span key={stretch.from} class="bar-own" style={part(stretch)} />
      ))}
      {firstToken > 0 && firstToken < duration && (
        <span class="bar-first-token" style={{ left: `${(firstToken / duration) * 100}%` }} />
      )}
      {path?.get(run)?.map((stretch) => (
        <span key={stretch.from} class="bar-path" style={part(stretch)} />
      ))}
    </span>
  );
}
