import { useMemo } from 'preact/hooks';
import type { TraceSkeleton } from '../../wire/traceSkeleton.js';
import { alignTrees } from '../model/alignTrees.js';
import type { AlignedRow } from '../model/alignTrees.js';
import { TraceRuns } from '../model/traceRuns.js';
import { treeOf } from '../model/tree.js';
import { changeParameters } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { useVirtualRows } from '../parts/useVirtualRows.js';
import type { VirtualRows } from '../parts/useVirtualRows.js';
import { CompareHead } from './CompareHead.js';
import { ComparedRow } from './ComparedRow.js';
import { ComparedRuns } from './ComparedRuns.js';
import { isDifferent } from './isDifferent.js';
import type { ComparedSides } from './isDifferent.js';

interface ComparedTreesProps {
  readonly left: TraceSkeleton;
  readonly right: TraceSkeleton;
  readonly parameters: URLSearchParams;
}

const rowHeight = 30;

export function ComparedTrees({ left, right, parameters }: ComparedTreesProps) {
  const sides = useMemo(() => ({ left: new TraceRuns(left), right: new TraceRuns(right) }), [left, right]);
  const aligned = useMemo(() => alignTrees(labelled(sides.left), labelled(sides.right)), [sides]);
  const onlyDifferent = parameters.get('only') === 'different';
  const setOnlyDifferent = (only: boolean): void => changeParameters({ only: only ? 'different' : null });
  const shown = useMemo(
    () => (onlyDifferent ? aligned.filter((row) => isDifferent(sides, row)) : aligned),
    [aligned, onlyDifferent, sides],
  );
  const rows = useVirtualRows(shown.length, rowHeight);
  const key = parameters.get('row');
  const keyOf = (row: AlignedRow): string => `${sides.left.id(row.left ?? -1)}~${sides.right.id(row.right ?? -1)}`;
  const at = key === null ? -1 : shown.findIndex((row) => keyOf(row) === key);
  const select = (row: AlignedRow | undefined): void =>
    changeParameters({ row: row === undefined ? null : keyOf(row) });
  const move = (to: number): void => {
    const index = Math.min(shown.length - 1, Math.max(0, to));
    select(shown[index]);
    rows.show(index);
    rows.focus();
  };
  useCompareKeys({
    move: (step) => move(at + step),
    nextDifference: () => {
      const next = shown.findIndex((row, index) => index > at && isDifferent(sides, row));
      if (next >= 0) move(next);
    },
    toggle: () => setOnlyDifferent(!onlyDifferent),
    close: () => select(undefined),
  });
  const selected = shown[at];
  return (
    <div class="compare-page">
      <CompareHead
        left={left.summary}
        right={right.summary}
        differences={aligned.filter((row) => isDifferent(sides, row)).length}
        onlyDifferent={onlyDifferent}
        onOnlyDifferent={setOnlyDifferent}
      />
      <div class="compare-panes">
        <RowList sides={sides} shown={shown} rows={rows} selected={selected} onSelect={select} />
        {selected !== undefined && <ComparedRuns sides={sides} row={selected} onClose={() => select(undefined)} />}
      </div>
    </div>
  );
}

interface RowListProps {
  readonly sides: ComparedSides;
  readonly shown: readonly AlignedRow[];
  readonly rows: VirtualRows;
  readonly selected: AlignedRow | undefined;
  readonly onSelect: (row: AlignedRow) => void;
}

function RowList({ sides, shown, rows, selected, onSelect }: RowListProps) {
  return (
    <div
      class="compare-rows"
      ref={rows.scroller}
      role="treegrid"
      aria-label="Runs of both traces"
      aria-rowcount={shown.length}
      tabIndex={0}
    >
      <div class="rows-space" style={{ height: `${rows.height}px` }}>
        <div class="rows-block" style={{ transform: `translateY(${rows.offset}px)` }}>
          {shown.slice(rows.first, rows.end).map((row, index) => (
            <ComparedRow
              key={`${row.left} ${row.right}`}
              sides={sides}
              row={row}
              number={rows.first + index}
              isActive={row === selected}
              onSelect={onSelect}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface CompareKeys {
  readonly move: (step: 1 | -1) => void;
  readonly nextDifference: () => void;
  readonly toggle: () => void;
  readonly close: () => void;
}

function useCompareKeys({ move, nextDifference, toggle, close }: CompareKeys): void {
  useShortcuts('Compare', [
    { keys: 'j', label: 'Next row', run: () => move(1) },
    { keys: 'k', label: 'Row before', run: () => move(-1) },
    { keys: 'ArrowDown', label: 'Next row', run: () => move(1) },
    { keys: 'ArrowUp', label: 'Row before', run: () => move(-1) },
    { keys: 'n', label: 'Next difference', run: nextDifference },
    { keys: 'o', label: 'Only differences, or all', run: toggle },
    { keys: 'Escape', label: 'Close the row', run: close },
  ]);
}

function labelled(runs: TraceRuns) {
  return {
    tree: treeOf(runs.columns.parent, runs.columns.start),
    label: (run: number) => `${runs.runType(run)} ${runs.name(run)}`,
  };
}
