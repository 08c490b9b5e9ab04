import { memo } from '../parts/memo.js';
import { formatCount, formatDuration } from '../model/format.js';
import { hasChildren } from '../model/tree.js';
import { Icon } from '../parts/Icon.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { StatusMark } from '../parts/StatusMark.js';
import type { TraceView } from './traceView.js';
import { WaterfallBar } from './WaterfallBar.js';

interface TreeRowProps {
  readonly view: TraceView;
  readonly run: number;
  readonly row: number;
  readonly isClosed: boolean;
  readonly onToggle: (run: number) => void;
  /** The stretch of time that the bars show. */
  readonly from: number;
  readonly to: number;
}

/** Deeper runs are moved in no further: the name must stay readable. */
const deepest = 24;

/** Drawn anew only where something of it has changed: while scrolling, most rows stay what they are. */
export const TreeRow = memo(DrawnRow);

function DrawnRow({ view, run, row, isClosed, onToggle, from, to }: TreeRowProps) {
  const { runs, tree, times, selected, found } = view;
  const depth = tree.depth[run] ?? 0;
  const isParent = hasChildren(tree, run);
  const tokens = runs.columns.tokens[run] ?? 0;
  const duration = (times.end[run] ?? 0) - runs.start(run);
  const classes = [
    'tree-row',
    selected === run ? 'is-active' : '',
    found === undefined ? '' : found.has(run) ? 'is-found' : 'is-dimmed',
    view.isPlaced && view.misplaced.has(run) ? 'is-placed' : '',
    runs.status(run) === 'error' ? 'is-failed' : '',
    view.path !== undefined && !view.path.has(run) ? 'is-off-path' : '',
  ];
  return (
    <div
      id={`run-${runs.id(run)}`}
      class={classes.join(' ')}
      role="row"
      aria-level={depth + 1}
      aria-rowindex={row + 1}
      aria-selected={selected === run}
      aria-expanded={isParent ? !isClosed : undefined}
      onClick={() => view.select(run)}
    >
      <span class="tree-cell" role="gridcell" style={{ '--depth': Math.min(depth, deepest) }}>
        <span class="tree-indent" />
        <Chevron name={runs.name(run)} isParent={isParent} isClosed={isClosed} onToggle={() => onToggle(run)} />
        <RunTypeIcon runType={runs.runType(run)} />
        <span class="run-name">{runs.name(run)}</span>
        {runs.status(run) !== 'success' && <StatusMark status={runs.status(run)} />}
        {isClosed && <span class="count-badge">{formatCount(tree.below[run] ?? 0)}</span>}
        <MisplacedMark view={view} run={run} />
        {runs.model(run) !== undefined && <span class="run-model">{runs.model(run)}</span>}
      </span>
      <span class="tokens-cell number" role="gridcell">
        {tokens === 0 ? '' : formatCount(tokens)}
      </span>
      <span class="time-cell number" role="gridcell">
        {formatDuration(duration)}
      </span>
      <span class="bar-cell" role="gridcell">
        <WaterfallBar view={view} run={run} from={from} to={to} />
      </span>
    </div>
  );
}

interface ChevronProps {
  readonly name: string;
  readonly isParent: boolean;
  readonly isClosed: boolean;
  readonly onToggle: () => void;
}

function Chevron({ name, isParent, isClosed, onToggle }: ChevronProps) {
  if (!isParent) return <span class="chevron" />;
  return (
    <button
      class={isClosed ? 'chevron' : 'chevron is-open'}
      type="button"
      tabIndex={-1}
      aria-label={`${isClosed ? 'Open' : 'Close'} ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name="chevron" />
    </button>
  );
}

function MisplacedMark({ view, run }: { view: TraceView; run: number }) {
  const misplaced = view.misplaced.get(run);
  if (misplaced === undefined) return null;
  const label = misplaced.kind === 'missing-parent' ? 'parent missing' : 'lost child';
  return (
    <span class="badge badge-warning" title={misplaced.explanation}>
      <Icon name="misplaced" />
      {view.isPlaced && misplaced.suggested !== null ? 'placed here' : label}
    </span>
  );
}
