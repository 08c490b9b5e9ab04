import { useEffect, useRef, useState } from 'preact/hooks';
import { runStatuses } from '../../wire/traceSkeleton.js';
import type { Facets, FacetValue } from '../../wire/traceStats.js';
import { timeRanges } from '../model/listQuery.js';
import type { ListState, TimeRange } from '../model/listQuery.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Icon } from '../parts/Icon.js';
import { FilterChips } from './FilterChips.js';
import { FilterMenu } from './FilterMenu.js';

interface FilterBarProps {
  readonly state: ListState;
  readonly facets: Facets | undefined;
  readonly onChange: (state: ListState) => void;
}

const searchDelayMs = 250;

export function FilterBar({ state, facets, onChange }: FilterBarProps) {
  const toggle = (key: 'project' | 'name' | 'tag' | 'status', value: string): void => {
    const old: readonly string[] = state[key] ?? [];
    const next = old.includes(value) ? old.filter((one) => one !== value) : [...old, value];
    const { [key]: _old, ...rest } = state;
    onChange(next.length === 0 ? rest : { ...rest, [key]: next });
  };
  const menu = (key: 'project' | 'name' | 'tag', label: string, values: readonly FacetValue[] | undefined) => (
    <FilterMenu
      label={label}
      values={values ?? []}
      chosen={state[key] ?? []}
      onToggle={(value) => toggle(key, value)}
    />
  );
  const [areMenusShown, setMenusShown] = useState(false);
  return (
    <div class="filters">
      <div class="filter-bar">
        <SearchField state={state} onChange={onChange} />
        <button
          class="select-button filters-button"
          type="button"
          aria-expanded={areMenusShown}
          onClick={() => setMenusShown(!areMenusShown)}
        >
          <span>Filter</span>
          <Icon name="down" />
        </button>
        <div class={areMenusShown ? 'filter-menus is-shown' : 'filter-menus'}>
          {menu('project', 'Project', facets?.projects)}
          {menu('name', 'Name', facets?.names)}
          <FilterMenu
            label="Status"
            values={runStatuses.map((value) => ({ value }))}
            chosen={state.status ?? []}
            onToggle={(value) => toggle('status', value)}
          />
          {menu('tag', 'Tag', facets?.tags)}
          <LatencyField state={state} onChange={onChange} />
          <RangeChoice state={state} onChange={onChange} />
          <FlagButton state={state} flag="hasErrors" label="Errors" keys="e" onChange={onChange} />
          <FlagButton state={state} flag="isRootMissing" label="No root" keys="m" onChange={onChange} />
        </div>
      </div>
      <FilterChips state={state} onChange={onChange} />
    </div>
  );
}

function SearchField({ state, onChange }: Omit<FilterBarProps, 'facets'>) {
  const [text, setText] = useState(state.q ?? '');
  const field = useRef<HTMLInputElement>(null);
  useShortcuts('Filter', [{ keys: '/', label: 'Search in all payloads', run: () => field.current?.focus() }]);
  useEffect(() => {
    if (document.activeElement !== field.current) setText(state.q ?? '');
  }, [state.q]);
  useEffect(() => {
    if (text.trim() === (state.q ?? '')) return undefined;
    const timer = setTimeout(() => {
      const { q: _q, ...rest } = state;
      onChange(text.trim() === '' ? rest : { ...rest, q: text.trim() });
    }, searchDelayMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="search-field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        placeholder="Search names, inputs, outputs, errors"
        aria-label="Search in names, inputs, outputs and errors"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <kbd>/</kbd>
    </label>
  );
}

function RangeChoice({ state, onChange }: Omit<FilterBarProps, 'facets'>) {
  const choose = (value: string): void => {
    const { range: _range, from: _from, to: _to, ...rest } = state;
    onChange(value === '' ? rest : { ...rest, range: value as TimeRange });
  };
  return (
    <select
      class="select"
      aria-label="Time range"
      value={state.range ?? ''}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{state.from === undefined ? 'All time' : 'Chosen time'}</option>
      {Object.keys(timeRanges).map((range) => (
        <option key={range} value={range}>
          Last {range}
        </option>
      ))}
    </select>
  );
}

const latencies = [100, 1000, 5000, 30_000];

function LatencyField({ state, onChange }: Omit<FilterBarProps, 'facets'>) {
  const choose = (value: string): void => {
    const { minLatency: _least, ...rest } = state;
    onChange(value === '' ? rest : { ...rest, minLatency: Number(value) });
  };
  return (
    <select
      class="select"
      aria-label="Least latency"
      value={state.minLatency === undefined ? '' : String(state.minLatency)}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">Any latency</option>
      {latencies.map((latency) => (
        <option key={latency} value={latency}>
          ≥ {latency < 1000 ? `${latency} ms` : `${latency / 1000} s`}
        </option>
      ))}
    </select>
  );
}

interface FlagButtonProps extends Omit<FilterBarProps, 'facets'> {
  readonly flag: 'hasErrors' | 'isRootMissing';
  readonly label: string;
  readonly keys: string;
}

function FlagButton({ state, flag, label, keys, onChange }: FlagButtonProps) {
  const isOn = state[flag] === true;
  const toggle = (): void => {
    const { [flag]: _flag, ...rest } = state;
    onChange(isOn ? rest : { ...rest, [flag]: true });
  };
  const meaning = flag === 'hasErrors' ? 'Traces in which any run failed' : 'Traces whose root is missing';
  useShortcuts('Filter', [{ keys, label: meaning, run: toggle }]);
  return (
    <button class="toggle-button" type="button" aria-pressed={isOn} onClick={toggle} title={`${meaning} (${keys})`}>
      <Icon name={flag === 'hasErrors' ? 'error' : 'misplaced'} />
      <span>{label}</span>
    </button>
  );
}
