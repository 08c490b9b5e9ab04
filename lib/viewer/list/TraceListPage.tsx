import { pageUrl } from '../api/place.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { isFiltered, readListState, traceFilterOf, writeListState } from '../model/listQuery.js';
import type { ListState } from '../model/listQuery.js';
import { changeParameters, goTo } from '../page/location.js';
import { rememberList } from '../page/lastList.js';
import { useTitle } from '../page/useTitle.js';
import { LoadFailure } from '../parts/Notice.js';
import { Segmented } from '../parts/Segmented.js';
import { EmptyList } from './EmptyList.js';
import { FilterBar } from './FilterBar.js';
import { LiveButton } from './LiveButton.js';
import { NameTable } from './NameTable.js';
import { SummaryStrip } from './SummaryStrip.js';
import { TraceTable } from './TraceTable.js';
import { useTraceList } from './useTraceList.js';

const statsEveryMs = 3000;

export function TraceListPage({ parameters }: { parameters: URLSearchParams }) {
  const state = readListState(parameters);
  const key = writeListState(state).toString();
  const [isPaused, setPaused] = useState(false);
  // What arrives would push the lines away that are being read.
  const [isScrolled, setScrolled] = useState(false);
  const list = useTraceList(state, isPaused ? 'all' : isScrolled ? 'new' : 'nothing');
  const tick = useThrottled(list.changes, statsEveryMs);
  const facets = useLoaded(`facets ${tick}`, traceServer.facets);
  const stats = useLoaded(`stats ${key} ${tick}`, (signal) =>
    traceServer.stats(traceFilterOf(state, Date.now()), 'traces', signal),
  );
  const view = parameters.get('view') === 'names' ? 'names' : 'traces';
  useTitle('Traces');
  rememberList(parameters);
  const of = parameters.get('of') === 'runs' ? 'runs' : 'traces';
  const change = (next: ListState): void => {
    const address = writeListState(next);
    for (const kept of ['view', 'of']) if (parameters.has(kept)) address.set(kept, parameters.get(kept) ?? '');
    // Every filter is a step that "back" takes back; letters of a search are not.
    goTo(pageUrl(`/${address.size === 0 ? '' : `?${address.toString()}`}`), next.q !== state.q);
  };
  return (
    <div class="list-page">
      <h1 class="hidden-text">Traces</h1>
      <FilterBar state={state} facets={facets.value} onChange={change} />
      <SummaryStrip stats={stats.value} onRange={(from, to) => change({ ...withoutRange(state), from, to })} />
      <div class="list-tools">
        <Segmented
          label="Show"
          value={view}
          choices={[
            { value: 'traces', label: 'Traces', icon: 'tree' },
            { value: 'names', label: 'By name', icon: 'chart' },
          ]}
          onChange={(value) => changeParameters({ view: value === 'names' ? value : null }, false)}
        />
        {list.error === undefined && (
          <LiveButton list={list} isPaused={isPaused} isScrolled={isScrolled} onPause={setPaused} />
        )}
      </div>
      {list.error !== undefined ? (
        <LoadFailure error={list.error} onRetry={list.reload} />
      ) : view === 'names' ? (
        <NameTable
          state={state}
          filter={traceFilterOf(state, Date.now())}
          tick={tick}
          of={of}
          onOf={(next) => changeParameters({ of: next === 'runs' ? next : null }, false)}
          onChange={change}
        />
      ) : list.traces.length === 0 && !list.isLoading ? (
        <EmptyList isFiltered={isFiltered(state)} />
      ) : (
        <TraceTable list={list} state={state} onChange={change} onScrolled={setScrolled} />
      )}
    </div>
  );
}

function withoutRange({ range: _range, ...state }: ListState): ListState {
  return state;
}

/** Follows a number that grows, at most once in `ms`. */
function useThrottled(value: number, ms: number): number {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  const isBehind = shown !== value;
  useEffect(() => {
    if (!isBehind) return undefined;
    // Not begun anew by every change: under steady traffic it would never end.
    const timer = setTimeout(() => setShown(latest.current), ms);
    return () => clearTimeout(timer);
  }, [isBehind]);
  return shown;
}
