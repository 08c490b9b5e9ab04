import { pageUrl } from '../api/place.js';
import { useEffect, useState } from 'preact/hooks';
import type { TraceSort } from '../../wire/traceQuery.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import type { ListState } from '../model/listQuery.js';
import { goTo } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { useVirtualRows } from '../parts/useVirtualRows.js';
import { TraceLine } from './TraceLine.js';
import type { TraceList } from './useTraceList.js';

interface TraceTableProps {
  readonly list: TraceList;
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
  /** Tells whether the list is scrolled away from its beginning. */
  readonly onScrolled: (isScrolled: boolean) => void;
}

const rowHeight = 52;
/** How many rows before the end the next page is asked for. */
const ahead = 30;

export function TraceTable({ list, state, onChange, onScrolled }: TraceTableProps) {
  const { traces } = list;
  const rows = useVirtualRows(traces.length, rowHeight);
  const [active, setActive] = useState<string>();
  const { chosen, choose, compare, clear } = useChosen();
  const at = traces.findIndex((trace) => trace.traceId === active);
  const isNearEnd = list.hasMore && rows.end > traces.length - ahead;
  useEffect(() => {
    if (isNearEnd) list.loadMore();
  }, [isNearEnd, traces.length]);
  const move = (to: number): void => {
    const index = Math.min(traces.length - 1, Math.max(0, to));
    setActive(traces[index]?.traceId);
    rows.show(index);
    rows.focus();
  };
  useListKeys({
    move: (step) => move(at + step),
    open: () => active !== undefined && goTo(pageUrl(`/traces/${active}`)),
    choose: () => active !== undefined && choose(active),
    compare,
  });
  const longest = longestOf(traces);
  return (
    <div class="trace-table">
      <ColumnHeads state={state} onChange={onChange} />
      <div
        class="trace-rows"
        ref={rows.scroller}
        role="grid"
        aria-label="Traces"
        aria-rowcount={list.hasMore ? -1 : traces.length}
        aria-activedescendant={at >= 0 ? `trace-${active}` : undefined}
        tabIndex={0}
        onScroll={(event) => onScrolled(event.currentTarget.scrollTop > rowHeight / 2)}
      >
        <div class="rows-space" style={{ height: `${rows.height}px` }}>
          <div class="rows-block" style={{ transform: `translateY(${rows.offset}px)` }}>
            {traces.slice(rows.first, rows.end).map((trace, index) => (
              <TraceLine
                key={trace.traceId}
                trace={trace}
                row={rows.first + index}
                isActive={trace.traceId === active}
                isChosen={chosen.includes(trace.traceId)}
                longest={longest}
                onChoose={choose}
              />
            ))}
          </div>
        </div>
      </div>
      {chosen.length > 0 && <CompareBar chosen={chosen} onCompare={compare} onClear={clear} />}
    </div>
  );
}

/** Up to two traces to be compared; a third one takes the place of the first. */
function useChosen() {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return {
    chosen,
    choose: (id: string): void =>
      setChosen((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old.slice(-1), id])),
    compare: (): void => {
      const [left, right] = chosen;
      if (left !== undefined) goTo(pageUrl(`/compare?left=${left}${right === undefined ? '' : `&right=${right}`}`));
    },
    clear: (): void => setChosen([]),
  };
}

interface ListKeys {
  readonly move: (step: 1 | -1) => void;
  readonly open: () => void;
  readonly choose: () => void;
  readonly compare: () => void;
}

function useListKeys({ move, open, choose, compare }: ListKeys): void {
  useShortcuts('List', [
    { keys: 'j', label: 'Next trace', run: () => move(1) },
    { keys: 'k', label: 'Trace before', run: () => move(-1) },
    { keys: 'ArrowDown', label: 'Next trace', run: () => move(1) },
    { keys: 'ArrowUp', label: 'Trace before', run: () => move(-1) },
    { keys: 'Enter', label: 'Open the trace', run: open },
    { keys: 'x', label: 'Choose the trace to be compared', run: choose },
    { keys: 'c', label: 'Compare the chosen traces', run: compare },
  ]);
}

interface CompareBarProps {
  readonly chosen: readonly string[];
  readonly onCompare: () => void;
  readonly onClear: () => void;
}

function CompareBar({ chosen, onCompare, onClear }: CompareBarProps) {
  return (
    <div class="compare-bar" role="status">
      <span>{chosen.length === 1 ? 'One trace chosen: choose another to compare with' : 'Two traces chosen'}</span>
      <button class="button" type="button" onClick={onCompare}>
        Compare
      </button>
      <button class="small-button" type="button" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}

function longestOf(traces: readonly TraceSummary[]): number {
  return traces.reduce((longest, { startTime, endTime }) => Math.max(longest, (endTime ?? startTime) - startTime), 1);
}

const columns: readonly { label: string; className: string; sort?: TraceSort }[] = [
  { label: 'Trace', className: 'cell-name' },
  { label: 'Project', className: 'cell-project' },
  { label: 'Runs', className: 'cell-runs number', sort: 'runs' },
  { label: 'Tokens', className: 'cell-tokens number', sort: 'tokens' },
  { label: 'Cost', className: 'cell-cost number', sort: 'cost' },
  { label: 'Latency', className: 'cell-latency number', sort: 'latency' },
  { label: 'Started', className: 'cell-age number', sort: 'start' },
];

function ColumnHeads({ state, onChange }: Pick<TraceTableProps, 'state' | 'onChange'>) {
  const sortBy = (sort: TraceSort): void => {
    const isSame = state.sort === sort;
    onChange({ ...state, sort, order: isSame && state.order === 'desc' ? 'asc' : 'desc' });
  };
  return (
    <div class="trace-line column-heads" role="group" aria-label="Order">
      <span class="cell-choose" />
      {columns.map(({ label, className, sort }) => (
        <span key={label} class={className}>
          {sort === undefined ? (
            label
          ) : (
            <button type="button" class="sort-button" aria-pressed={state.sort === sort} onClick={() => sortBy(sort)}>
              {label}
              {state.sort === sort && (
                <span aria-label={state.order === 'desc' ? 'falling' : 'rising'}>
                  {state.order === 'desc' ? '↓' : '↑'}
                </span>
              )}
            </button>
          )}
        </span>
      ))}
    </div>
  );
}
