import { runStatuses } from '../../wire/traceSkeleton.js';
import type { TraceFilter, TraceListQuery, TraceSort } from '../../wire/traceQuery.js';

/** What the list shows, as its address says: the filter, its order, and a time range that may move with the present. */
export interface ListState extends Omit<TraceFilter, 'from' | 'to'> {
  readonly sort: TraceSort;
  readonly order: 'asc' | 'desc';
  /** `15m`, `1h`, `24h`, `7d`: ends now. */
  readonly range?: TimeRange;
  readonly from?: number;
  readonly to?: number;
}

export const timeRanges = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type TimeRange = keyof typeof timeRanges;

const sorts: readonly TraceSort[] = ['start', 'latency', 'tokens', 'cost', 'runs', 'errors'];
const lists = ['project', 'name', 'status', 'tag'] as const;
const numbers = ['from', 'to', 'minLatency', 'maxLatency'] as const;
const flags = ['hasErrors', 'isRootMissing'] as const;

/** Reads an address; what makes no sense is left out, as people edit addresses. */
export function readListState(parameters: URLSearchParams): ListState {
  const state: Record<string, unknown> = {
    sort: sorts.find((sort) => sort === parameters.get('sort')) ?? 'start',
    order: parameters.get('order') === 'asc' ? 'asc' : 'desc',
  };
  for (const key of lists) {
    const values = parameters
      .getAll(key)
      .filter((value) => key !== 'status' || runStatuses.some((one) => one === value));
    if (values.length > 0) state[key] = values;
  }
  for (const key of ['thread', 'q'] as const) if (parameters.get(key)) state[key] = parameters.get(key);
  for (const key of numbers) {
    const text = parameters.get(key);
    if (text !== null && text !== '' && Number.isFinite(Number(text))) state[key] = Number(text);
  }
  for (const key of flags) if (parameters.get(key) === 'true') state[key] = true;
  const range = parameters.get('range');
  if (range !== null && Object.hasOwn(timeRanges, range)) state['range'] = range;
  return state as unknown as ListState;
}

/** The address of a state: {@link readListState} of it is the same state. */
export function writeListState(state: ListState): URLSearchParams {
  const { sort, order, ...rest } = state;
  const parameters = writeParameters(rest);
  if (sort !== 'start') parameters.set('sort', sort);
  if (order !== 'desc') parameters.set('order', order);
  return parameters;
}

/** What to ask the server for. */
export function traceFilterOf(state: ListState, now: number): TraceFilter {
  const { sort: _sort, order: _order, range, ...filter } = state;
  return range === undefined ? filter : { ...filter, from: now - timeRanges[range] };
}

export function traceListQueryOf(state: ListState, now: number): TraceListQuery {
  return { ...traceFilterOf(state, now), sort: state.sort, order: state.order };
}

/** Whether anything but the order narrows the list. */
export function isFiltered(state: ListState): boolean {
  return Object.entries(state).some(([key, value]) => key !== 'sort' && key !== 'order' && value !== undefined);
}

/** A query string of plain values; lists are repeated, absent values left out. */
export function writeParameters(values: object): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(values) as [string, unknown][]) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) parameters.append(key, String(item));
  }
  return parameters;
}
