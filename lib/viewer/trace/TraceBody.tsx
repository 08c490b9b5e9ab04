import { useState } from 'preact/hooks';
import type { Misplacement } from '../../wire/misplacement.js';
import type { TraceRuns } from '../model/traceRuns.js';
import { changeParameters } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Splitter } from '../parts/Splitter.js';
import { RunPanel } from '../run/RunPanel.js';
import { FlameView } from './FlameView.js';
import { MessagesView } from './MessagesView.js';
import { MisplacedBanner } from './MisplacedBanner.js';
import { PathStrip } from './PathStrip.js';
import { traceViewNames } from './traceViewName.js';
import type { TraceViewName } from './traceViewName.js';
import { TraceToolbar } from './TraceToolbar.js';
import type { TraceView } from './traceView.js';
import { TreeView } from './TreeView.js';
import { useClosedRuns } from './useClosedRuns.js';
import { useFind } from './useFind.js';
import { useTraceShape } from './useTraceShape.js';
import type { GrowingTrace } from './useTrace.js';

interface TraceBodyProps {
  readonly trace: GrowingTrace & { readonly runs: TraceRuns };
  readonly misplaced: readonly Misplacement[];
  readonly traceId: string;
  readonly view: TraceViewName;
  readonly parameters: URLSearchParams;
}

export function TraceBody({ trace, misplaced, traceId, view: viewName, parameters }: TraceBodyProps) {
  const { runs, revision, streamed } = trace;
  const isPlaced = parameters.get('placed') === '1';
  const isPathShown = parameters.get('path') === '1';
  const shape = useTraceShape(runs, revision, { misplaced, isPlaced, isPathShown });
  const [share, setShare] = useState(0.58);
  const wanted = parameters.get('run');
  const selected = wanted === null ? null : (runs.linked(wanted) ?? null);
  const select = (run: number | null): void => changeParameters({ run: run === null ? null : runs.id(run) });
  const find = useFind(traceId, runs, shape.tree, parameters.get('find') ?? '');
  const closed = useClosedRuns(shape.tree, selected, parameters.get('depth'));
  const view: TraceView = { runs, ...shape, streamed, isPlaced, selected, select, found: find.found };
  useShortcuts('Trace', [
    { keys: 'v', label: 'Next view: tree, flame, messages', run: () => changeParameters({ view: nextView(viewName) }) },
    { keys: 'c', label: 'Critical path on or off', run: () => changeParameters({ path: isPathShown ? null : '1' }) },
    { keys: 'Escape', label: 'Close the run', run: () => select(null) },
  ]);
  return (
    <>
      <MisplacedBanner view={view} misplaced={misplaced} traceId={traceId} />
      <TraceToolbar view={view} find={find} closed={closed} isTree={viewName === 'tree'} />
      {shape.path !== undefined && <PathStrip view={view} path={shape.path} />}
      <div class={`trace-panes ${selected === null ? 'is-wide' : ''}`} style={{ '--share': `${share * 100}%` }}>
        <section class="trace-pane" aria-label="Runs">
          {viewName === 'tree' && <TreeView view={view} closed={closed} />}
          {viewName === 'flame' && <FlameView view={view} />}
          {viewName === 'messages' && <MessagesView view={view} />}
        </section>
        {selected !== null && (
          <>
            <Splitter label="Width of the panes" share={share} onChange={setShare} />
            <RunPanel
              key={runs.id(selected)}
              view={view}
              run={selected}
              version={trace.versionOf(runs.id(selected))}
              diffId={parameters.get('diff')}
            />
          </>
        )}
      </div>
    </>
  );
}

function nextView(view: TraceViewName): string | null {
  const next = traceViewNames[(traceViewNames.indexOf(view) + 1) % traceViewNames.length];
  return next === undefined || next === 'tree' ? null : next;
}
