import { RequestError } from '../requestError.js';
import { timeOf } from '../ingest/runChangeOf.js';
import type { RunCondition, RunField, RunValue } from '../store/runCondition.js';
import type { RunListQuery, TraceStore } from '../store/traceStore.js';
import { filterCondition } from './filterCondition.js';
import { projectNames } from './projectIds.js';

type Body = Readonly<Record<string, unknown>>;

const mostPerPage = 100;

function texts(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.map(String);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Puts conditions together out of the members of a body. */
class ConditionList {
  readonly all: RunCondition[] = [];

  oneOf(field: RunField, value: unknown): void {
    const values = texts(value);
    if (values !== undefined) this.all.push({ kind: 'in', field, values });
  }

  compare(field: RunField, operator: '>=' | '<' | '<=', value: RunValue | undefined): void {
    if (value !== undefined) this.all.push({ kind: 'compare', field, operator, value });
  }

  error(value: unknown): void {
    if (typeof value !== 'boolean') return;
    const failed: RunCondition = { kind: 'compare', field: 'status', operator: value ? '=' : '!=', value: 'error' };
    this.all.push(failed);
  }

  root(value: unknown): void {
    if (typeof value === 'boolean') this.all.push({ kind: 'root', isRoot: value });
  }

  filters(body: Body): void {
    const filter = text(body['filter']);
    if (filter !== undefined) this.all.push(filterCondition(filter));
    const query = text(body['query']);
    if (query !== undefined) this.all.push({ kind: 'search', text: query });
    for (const [name, has] of [
      ['trace_filter', 'root'],
      ['tree_filter', 'any'],
    ] as const) {
      const nested = text(body[name]);
      if (nested !== undefined) this.all.push({ kind: 'trace', has, condition: filterCondition(nested) });
    }
  }
}

function time(value: unknown, name: string): number | undefined {
  if (value === null || value === undefined) return undefined;
  const found = timeOf(value);
  if (found === undefined) throw new RequestError(400, 'bad-query', `${name} is no time.`);
  return found;
}

function limitOf(value: unknown): number {
  const limit = Number(value ?? mostPerPage);
  return Number.isFinite(limit) && limit >= 1 ? Math.min(mostPerPage, Math.floor(limit)) : mostPerPage;
}

async function projects(store: TraceStore, list: ConditionList, value: unknown): Promise<void> {
  const ids = texts(value);
  if (ids !== undefined && ids.length > 0) list.oneOf('project', await projectNames(store, ids));
}

/** The body of a `POST /runs/query` as a query of the store. */
export async function runQuery(store: TraceStore, body: Body): Promise<RunListQuery> {
  const list = new ConditionList();
  if (body['reference_example'] !== null && body['reference_example'] !== undefined)
    throw new RequestError(
      400,
      'bad-query',
      'This server keeps no examples, so runs cannot be listed by reference_example.',
    );
  await projects(store, list, body['session']);
  list.oneOf('id', body['id']);
  list.oneOf('traceId', body['trace']);
  list.oneOf('parentId', body['parent_run']);
  list.oneOf('runType', body['run_type']);
  list.root(body['is_root']);
  if (body['execution_order'] === 1) list.root(true);
  list.error(body['error']);
  list.compare('startTime', '>=', time(body['start_time'], 'start_time'));
  list.compare('startTime', '<=', time(body['end_time'], 'end_time'));
  list.filters(body);
  const order = body['order'] === 'asc' ? 'asc' : 'desc';
  return {
    condition: { kind: 'and', all: list.all },
    order,
    limit: limitOf(body['limit']),
    cursor: text(body['cursor']),
  };
}

/** The body of a `POST /api/v2/runs/query` (or `…/traces/query`, which is about roots) as a query of the store. */
export async function runQueryV2(store: TraceStore, body: Body): Promise<RunListQuery> {
  const list = new ConditionList();
  await projects(store, list, body['project_ids'] ?? body['project_id']);
  list.oneOf('id', body['ids']);
  list.oneOf('traceId', body['trace_id'] ?? body['trace_ids']);
  const runType = text(body['run_type']);
  if (runType !== undefined) list.oneOf('runType', runType.toLowerCase());
  list.root(body['is_root']);
  list.error(body['has_error']);
  list.compare('startTime', '>=', time(body['min_start_time'], 'min_start_time'));
  list.compare('startTime', '<', time(body['max_start_time'], 'max_start_time'));
  list.filters(body);
  const limit = limitOf(body['page_size'] ?? body['limit']);
  return { condition: { kind: 'and', all: list.all }, order: 'desc', limit, cursor: text(body['cursor']) };
}
