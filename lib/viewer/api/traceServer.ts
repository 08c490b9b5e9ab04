import { apiUrl } from './place.js';
import type { MisplacementList } from '../../wire/misplacement.js';
import type { PartName, PartQuery, PartSlice, RunDetail } from '../../wire/runDetail.js';
import type { SearchPage } from '../../wire/searchHit.js';
import type { ServerInfo } from '../../wire/serverInfo.js';
import type { ThreadPage } from '../../wire/thread.js';
import type { TraceFilter, TraceListQuery, TracePage } from '../../wire/traceQuery.js';
import type { SkeletonQuery, TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { Facets, TraceStats } from '../../wire/traceStats.js';
import { writeParameters } from '../model/listQuery.js';
import { request, requestJson } from './request.js';

function get<Answer>(path: string, query: object = {}, signal?: AbortSignal): Promise<Answer> {
  const text = writeParameters(query).toString();
  const route = apiUrl(path);
  return requestJson<Answer>(text === '' ? route : `${route}?${text}`, signal === undefined ? {} : { signal });
}

const part = encodeURIComponent;

/** The routes that the page reads: see lib/wire. */
export const traceServer = {
  info: (signal?: AbortSignal) => get<ServerInfo>('/api/info', {}, signal),
  facets: (signal?: AbortSignal) => get<Facets>('/api/facets', {}, signal),
  traces: (query: TraceListQuery, signal?: AbortSignal) => get<TracePage>('/api/traces', query, signal),
  stats: (filter: TraceFilter, of: 'traces' | 'runs', signal?: AbortSignal) =>
    get<TraceStats>('/api/stats', { ...filter, of }, signal),
  threads: (query: { project?: string; limit?: number; cursor?: string }, signal?: AbortSignal) =>
    get<ThreadPage>('/api/threads', query, signal),
  trace: (traceId: string, query: SkeletonQuery = {}, signal?: AbortSignal) =>
    get<TraceSkeleton>(`/api/traces/${part(traceId)}`, query, signal),
  misplaced: (traceId: string, signal?: AbortSignal) =>
    get<MisplacementList>(`/api/traces/${part(traceId)}/misplaced`, {}, signal),
  run: (runId: string, signal?: AbortSignal) => get<RunDetail>(`/api/runs/${part(runId)}`, {}, signal),
  slice: (runId: string, name: PartName, query: PartQuery, signal?: AbortSignal) =>
    get<PartSlice>(`/api/runs/${part(runId)}/parts/${name}`, query, signal),
  rawPart: (runId: string, name: PartName) => apiUrl(`/api/runs/${part(runId)}/parts/${name}/raw`),
  search: (query: { q: string; trace?: string; limit?: number; cursor?: string }, signal?: AbortSignal) =>
    get<SearchPage>('/api/search', query, signal),
  exported: (traceId: string) => apiUrl(`/api/traces/${part(traceId)}/export`),
  signIn: (key: string) =>
    request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    }),
};
