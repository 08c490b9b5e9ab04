import { useMemo, useRef } from 'preact/hooks';
import { formatCount, plural } from '../model/format.js';
import { failedRuns, nextRun } from '../model/runFinder.js';
import { changeParameters } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Icon } from '../parts/Icon.js';
import type { TraceView } from './traceView.js';
import type { ClosedRuns } from './useClosedRuns.js';
import type { Find } from './useFind.js';

interface TraceToolbarProps {
  readonly view: TraceView;
  readonly find: Find;
  readonly closed: ClosedRuns;
  readonly isTree: boolean;
}

export function TraceToolbar({ view, find, closed, isTree }: TraceToolbarProps) {
  const { tree, runs, selected, select } = view;
  const failed = useMemo(() => failedRuns(runs, tree), [runs, tree]);
  const go = (among: readonly number[], step: 1 | -1): void => {
    const run = nextRun(tree, among, selected, step);
    if (run !== undefined) select(run);
  };
  useShortcuts('Trace', [
    { keys: 'e', label: 'Next error', run: () => go(failed, 1) },
    { keys: 'E', label: 'Error before', run: () => go(failed, -1) },
    { keys: 'n', label: 'Next hit', run: () => go(find.hits, 1) },
    { keys: 'N', label: 'Hit before', run: () => go(find.hits, -1) },
  ]);
  const isPathShown = view.path !== undefined;
  return (
    <div class="trace-toolbar" role="toolbar" aria-label="Trace">
      <FindField find={find} onStep={(step) => go(find.hits, step)} />
      {failed.length > 0 && (
        <button class="small-button bad" type="button" onClick={() => go(failed, 1)} title="Next error (e)">
          <Icon name="error" />
          <span>{plural(failed.length, 'error')}</span>
        </button>
      )}
      {isTree && <DepthChoice closed={closed} />}
      <button
        class="small-button"
        type="button"
        aria-pressed={isPathShown}
        onClick={() => changeParameters({ path: isPathShown ? null : '1' })}
        title="What the trace waited for (c)"
      >
        <Icon name="path" />
        <span>Critical path</span>
      </button>
    </div>
  );
}

function FindField({ find, onStep }: { find: Find; onStep: (step: 1 | -1) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts('Trace', [{ keys: '/', label: 'Find in this trace', run: () => field.current?.focus() }]);
  return (
    <label class="search-field find-field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        placeholder="Find in this trace"
        aria-label="Find in this trace"
        value={find.text}
        onInput={(event) =>
          changeParameters({ find: event.currentTarget.value === '' ? null : event.currentTarget.value })
        }
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {find.found === undefined ? (
        <kbd>/</kbd>
      ) : (
        <span class="find-count" role="status">
          {formatCount(find.hits.length)}
          {find.isPart ? '+' : ''}
        </span>
      )}
    </label>
  );
}

const mostDepths = 9;

function DepthChoice({ closed }: { closed: ClosedRuns }) {
  const depths = Array.from({ length: Math.min(mostDepths, closed.deepest) }, (_, index) => index + 1);
  useShortcuts('Tree', [
    { keys: '0', label: 'Open all', run: () => closed.toDepth(null) },
    ...depths.map((depth) => ({
      keys: String(depth),
      label: `Close below depth ${depth}`,
      run: () => closed.toDepth(depth),
    })),
  ]);
  if (closed.deepest === 0) return null;
  return (
    <select
      class="select"
      aria-label="Depth"
      value={closed.depth === null ? '' : String(closed.depth)}
      onChange={({ currentTarget: { value } }) => closed.toDepth(value === '' ? null : Number(value))}
    >
      <option value="">Any depth</option>
      <option value="0">Roots</option>
      {depths.map((depth) => (
        <option key={depth} value={depth}>
          Depth {depth}
        </option>
      ))}
    </select>
  );
}
