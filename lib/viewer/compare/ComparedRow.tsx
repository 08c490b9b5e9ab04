import type { AlignedRow } from '../model/alignTrees.js';
import { formatDuration } from '../model/format.js';
import type { TraceRuns } from '../model/traceRuns.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { StatusMark } from '../parts/StatusMark.js';
import { isDifferent } from './isDifferent.js';
import type { ComparedSides } from './isDifferent.js';

interface ComparedRowProps {
  readonly sides: ComparedSides;
  readonly row: AlignedRow;
  readonly number: number;
  readonly isActive: boolean;
  readonly onSelect: (row: AlignedRow) => void;
}

const deepest = 16;

export function ComparedRow({ sides, row, number, isActive, onSelect }: ComparedRowProps) {
  const state =
    row.left === null ? 'is-added' : row.right === null ? 'is-removed' : isDifferent(sides, row) ? 'is-changed' : '';
  return (
    <div
      class={`compared-row ${state} ${isActive ? 'is-active' : ''}`}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={number + 1}
      aria-selected={isActive}
      style={{ '--depth': Math.min(row.depth, deepest) }}
      onClick={() => onSelect(row)}
    >
      <ComparedCell runs={sides.left} run={row.left} missing="only in B" />
      <span class="delta number" role="gridcell">
        {deltaText(sides, row)}
      </span>
      <ComparedCell runs={sides.right} run={row.right} missing="only in A" />
    </div>
  );
}

function ComparedCell({ runs, run, missing }: { runs: TraceRuns; run: number | null; missing: string }) {
  if (run === null) {
    return (
      <span class="compared-cell is-missing" role="gridcell">
        <span class="faint">{missing}</span>
      </span>
    );
  }
  return (
    <span class="compared-cell" role="gridcell">
      <span class="tree-indent" />
      <RunTypeIcon runType={runs.runType(run)} />
      <span class="run-name">{runs.name(run)}</span>
      {runs.status(run) !== 'success' && <StatusMark status={runs.status(run)} />}
      <span class="number compared-time">{runs.isRunning(run) ? '…' : formatDuration(runs.duration(run))}</span>
    </span>
  );
}

function deltaText({ left, right }: ComparedSides, row: AlignedRow): string {
  if (row.left === null || row.right === null) return '';
  const delta = right.duration(row.right) - left.duration(row.left);
  if (left.isRunning(row.left) || right.isRunning(row.right) || Math.abs(delta) < 0.5) return '';
  return `${delta > 0 ? '+' : '−'}${formatDuration(Math.abs(delta))}`;
}
