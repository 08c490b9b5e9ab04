import { useEffect, useMemo, useState } from 'preact/hooks';
import { ancestorsOf, childrenOf, hasChildren } from '../model/tree.js';
import { visibleRows } from '../model/visibleRows.js';
import { useShortcuts } from '../page/shortcuts.js';
import { useVirtualRows } from '../parts/useVirtualRows.js';
import { TimeRuler } from './TimeRuler.js';
import { TreeRow } from './TreeRow.js';
import type { TraceView } from './traceView.js';
import type { ClosedRuns } from './useClosedRuns.js';

const rowHeight = 28;

/** Tree and waterfall in one list. */
export function TreeView({ view, closed }: { view: TraceView; closed: ClosedRuns }) {
  const { tree, runs, selected, select } = view;
  const shown = useMemo(() => visibleRows(tree, closed.has), [tree, closed.has]);
  const rows = useVirtualRows(shown.length, rowHeight);
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const window = zoom ?? { from: view.from, to: view.to };
  const at = selected === null ? -1 : shown.indexOf(selected);
  useEffect(() => {
    if (at >= 0) rows.show(at);
  }, [selected, at === -1]);
  const move = (to: number): void => {
    const run = shown[Math.min(shown.length - 1, Math.max(0, to))];
    if (run === undefined) return;
    select(run);
    rows.focus();
  };
  useTreeKeys({ view, closed, at, page: rows.page, last: shown.length - 1, move });
  useShortcuts('Tree', [
    {
      keys: 'z',
      label: 'Zoom the times to the run',
      run: () => selected !== null && setZoom(zoomOf(view, selected)),
    },
    { keys: 'Z', label: 'Show all times', run: () => setZoom(undefined) },
  ]);
  return (
    <div class="tree-view">
      <TimeRuler from={window.from} to={window.to} isZoomed={zoom !== undefined} onReset={() => setZoom(undefined)} />
      <div
        class="tree-rows"
        ref={rows.scroller}
        role="treegrid"
        aria-label="Runs of the trace"
        aria-rowcount={shown.length}
        aria-activedescendant={at >= 0 ? `run-${runs.id(selected ?? 0)}` : undefined}
        tabIndex={0}
      >
        <div class="rows-space" style={{ height: `${rows.height}px` }}>
          <div class="rows-block" style={{ transform: `translateY(${rows.offset}px)` }}>
            {[...shown.subarray(rows.first, rows.end)].map((run, index) => (
              <TreeRow
                key={rows.slot(rows.first + index)}
                view={view}
                run={run}
                row={rows.first + index}
                isClosed={closed.has(run)}
                onToggle={closed.toggle}
                from={window.from}
                to={window.to}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

function zoomOf(view: TraceView, run: number): { from: number; to: number } {
  const from = view.times.start[run] ?? 0;
  const to = Math.max(view.times.end[run] ?? 0, from + 0.01);
  const margin = (to - from) * 0.04;
  return { from: from - margin, to: to + margin };
}

interface TreeKeys {
  readonly view: TraceView;
  readonly closed: ClosedRuns;
  /** The row of the selected run. */
  readonly at: number;
  readonly page: number;
  readonly last: number;
  readonly move: (to: number) => void;
}

function useTreeKeys({ view: { tree, selected, select }, closed, at, page, last, move }: TreeKeys): void {
  const close = (): void => {
    if (selected === null) return;
    if (hasChildren(tree, selected) && !closed.has(selected)) closed.toggle(selected);
    else select(ancestorsOf(tree, selected)[0] ?? selected);
  };
  const open = (): void => {
    if (selected === null) return move(0);
    if (closed.has(selected)) closed.toggle(selected);
    else if (hasChildren(tree, selected)) select(childrenOf(tree, selected)[0] ?? selected);
  };
  const sibling = (step: 1 | -1): void => {
    if (selected === null) return;
    const above = tree.parent[selected] ?? -1;
    const siblings = above < 0 ? [...tree.roots] : [...childrenOf(tree, above)];
    const next = siblings[siblings.indexOf(selected) + step];
    if (next !== undefined) select(next);
  };
  useShortcuts('Tree', [
    { keys: 'j', label: 'Next run', run: () => move(at + 1) },
    { keys: 'k', label: 'Run before', run: () => move(at - 1) },
    { keys: 'ArrowDown', label: 'Next run', run: () => move(at + 1) },
    { keys: 'ArrowUp', label: 'Run before', run: () => move(at - 1) },
    { keys: 'ArrowLeft', label: 'Close, or go to the parent', run: close },
    { keys: 'ArrowRight', label: 'Open, or go to the first child', run: open },
    { keys: 'h', label: 'Close, or go to the parent', run: close },
    { keys: 'l', label: 'Open, or go to the first child', run: open },
    { keys: ']', label: 'Next sibling', run: () => sibling(1) },
    { keys: '[', label: 'Sibling before', run: () => sibling(-1) },
    { keys: 'Home', label: 'First run', run: () => move(0) },
    { keys: 'End', label: 'Last run', run: () => move(last) },
    { keys: 'PageDown', label: 'A page down', run: () => move(at + page) },
    { keys: 'PageUp', label: 'A page up', run: () => move(at - page) },
  ]);
}
