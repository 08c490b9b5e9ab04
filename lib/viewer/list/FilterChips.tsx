import { formatDuration, formatTime } from '../model/format.js';
import type { ListState } from '../model/listQuery.js';
import { Icon } from '../parts/Icon.js';

interface FilterChipsProps {
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
}

interface Chip {
  readonly label: string;
  readonly text: string;
  readonly without: ListState;
}

/** What narrows the list, each with a way to take it out. */
export function FilterChips({ state, onChange }: FilterChipsProps) {
  const chips = chipsOf(state);
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {chips.map(({ label, text, without }) => (
        <li key={`${label} ${text}`} class="chip">
          <span class="chip-label">{label}</span>
          <span class="chip-text">{text}</span>
          <button type="button" aria-label={`Take out ${label} ${text}`} onClick={() => onChange(without)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
      <li>
        <button class="link-button" type="button" onClick={() => onChange({ sort: state.sort, order: state.order })}>
          Clear all
        </button>
      </li>
    </ul>
  );
}

function chipsOf(state: ListState): Chip[] {
  const chips: Chip[] = [];
  for (const key of ['project', 'name', 'status', 'tag'] as const) {
    const values: readonly string[] = state[key] ?? [];
    for (const value of values) {
      const { [key]: _values, ...rest } = state;
      const others = values.filter((one) => one !== value);
      chips.push({
        label: key,
        text: value,
        without: others.length === 0 ? rest : { ...rest, [key]: others },
      });
    }
  }
  const single = (key: keyof ListState, label: string, text: string): void => {
    const without: Partial<Record<keyof ListState, unknown>> = { ...state };
    delete without[key];
    chips.push({ label, text, without: without as ListState });
  };
  if (state.thread !== undefined) single('thread', 'thread', state.thread);
  if (state.minLatency !== undefined) single('minLatency', 'latency', `≥ ${formatDuration(state.minLatency)}`);
  if (state.maxLatency !== undefined) single('maxLatency', 'latency', `≤ ${formatDuration(state.maxLatency)}`);
  if (state.from !== undefined) single('from', 'from', formatTime(state.from));
  if (state.to !== undefined) single('to', 'to', formatTime(state.to));
  return chips;
}
