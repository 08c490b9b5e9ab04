import type { PathSegment } from '../model/criticalPath.js';
import { formatDuration, formatShare } from '../model/format.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import type { TraceView } from './traceView.js';

interface PathStripProps {
  readonly view: TraceView;
  readonly path: ReadonlyMap<number, readonly PathSegment[]>;
}

const shown = 5;

/** What the time went to: the runs that the trace waited for, by name, the longest first. */
export function PathStrip({ view, path }: PathStripProps) {
  const names = new Map<string, { ms: number; run: number; longest: number }>();
  let whole = 0;
  for (const [run, segments] of path) {
    const ms = segments.reduce((sum, { from, to }) => sum + to - from, 0);
    whole += ms;
    const known = names.get(view.runs.name(run)) ?? { ms: 0, run, longest: 0 };
    names.set(view.runs.name(run), {
      ms: known.ms + ms,
      run: ms > known.longest ? run : known.run,
      longest: Math.max(ms, known.longest),
    });
  }
  const most = [...names].sort(([, a], [, b]) => b.ms - a.ms).slice(0, shown);
  return (
    <div class="path-strip" role="group" aria-label="Critical path">
      <span class="path-title">The time went to</span>
      {most.map(([name, { ms, run }]) => (
        <button key={name} class="path-part" type="button" onClick={() => view.select(run)}>
          <RunTypeIcon runType={view.runs.runType(run)} />
          <span class="path-name">{name}</span>
          <strong>{formatShare(ms / Math.max(whole, 0.001))}</strong>
          <span class="muted">{formatDuration(ms)}</span>
        </button>
      ))}
    </div>
  );
}
