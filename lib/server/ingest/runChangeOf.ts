import { parseIsoTimestamp, parseOrderTimestamp } from '../../run/timestamp.js';
import { isUuid } from '../../run/identity.js';
import { partNames, type PartName } from '../../wire/runDetail.js';
import type { ChangeRank, JsonText, RunChange, RunFacts, StoredAttachment } from '../store/runChange.js';
import { timeOfId } from '../store/timeOfId.js';
import { isTooDeep, mostLevels } from './nesting.js';
import { oneLine, previewOf } from './preview.js';
import { threadKeys } from '../../conventions/runKinds.js';
import { usageOf } from '../../conventions/usageOf.js';

type Bag = Readonly<Record<string, unknown>>;

/** What a client sent of one run. */
export interface RunMessage {
  readonly kind: 'post' | 'patch';
  readonly id: string;
  readonly fields: Bag;
  /** Parts that came on their own, which go before what the fields say of them. */
  readonly parts?: Partial<Readonly<Record<PartName, PartMessage>>>;
  readonly attachments?: readonly StoredAttachment[];
}

/** A part of a run that came on its own. */
export interface PartMessage {
  readonly value: unknown;
  /** The JSON that it came as, and is kept as. */
  readonly text: JsonText;
}

/** A run, or a part of one, that cannot be taken. */
export class RefusedRun extends Error {
  override readonly name = 'RefusedRun';
}

const endStatuses: ReadonlySet<unknown> = new Set(['success', 'error', 'cancelled', 'interrupted', 'abandoned']);
const maxName = 500;

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const firstMilliseconds = 2e10;

/** Numbers are milliseconds; those too small or too large for it are taken, as LangSmith does, for seconds, micro- or nanoseconds. */
function millisecondsOf(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Math.abs(value) <= firstMilliseconds) return value * 1000;
  let time = value;
  while (Math.abs(time) > firstMilliseconds * 1000) time /= 1000;
  return time;
}

/** ISO texts, with or without a zone (Python's `utcnow` has none), and numbers of milliseconds. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return millisecondsOf(value);
  if (typeof value !== 'string') return undefined;
  const hasZone = /(?:z|[+-]\d\d:?\d\d)$/i.test(value);
  return parseIsoTimestamp(hasZone ? value : `${value}Z`);
}

function uuid(value: unknown, field: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  throw new RefusedRun(`${field} is no UUID: ${JSON.stringify(value)?.slice(0, 60)}`);
}

const uuidLength = 36;
const stampLength = '20261120T073553892001Z'.length;
const segmentLength = stampLength + uuidLength;
const dottedOrderPattern =
  /^\d{8}T\d{12}Z[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:\.\d{8}T\d{12}Z[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})*$/i;

/** The id in a segment of a dotted order; the segments are of one length, so that nothing need be taken apart to find it. */
function idInOrder(order: string, index: number): string | undefined {
  const start = index * (segmentLength + 1) + stampLength;
  return order.slice(start, start + uuidLength).toLowerCase();
}

/** Who a run is and where it stands: what the fields do not say, its dotted order does. */
function placeOf(
  id: string,
  fields: Bag,
): Pick<RunFacts, 'traceId' | 'parentId' | 'startTime'> & { dottedOrder: string | undefined } {
  const dottedOrder = text(fields['dotted_order']);
  if (dottedOrder !== undefined && !dottedOrderPattern.test(dottedOrder)) {
    throw new RefusedRun(`dotted_order is malformed: ${dottedOrder.slice(0, 80)}`);
  }
  const depth = dottedOrder === undefined ? 0 : Math.floor(dottedOrder.length / segmentLength);
  const inOrder = (index: number): string | undefined =>
    dottedOrder === undefined || index < 0 ? undefined : idInOrder(dottedOrder, index);
  const parentId = uuid(fields['parent_run_id'], 'parent_run_id') ?? inOrder(depth - 2);
  const traceId = uuid(fields['trace_id'], 'trace_id') ?? inOrder(0);
  // A trace is known by its root.
  const isRoot = parentId === undefined && (traceId === id || depth === 1);
  const startTime = timeOf(fields['start_time']) ?? timeInOrder(dottedOrder);
  return { traceId, parentId: isRoot ? null : parentId, startTime, dottedOrder };
}

function timeInOrder(dottedOrder: string | undefined): number | undefined {
  const segment = dottedOrder?.slice(-segmentLength);
  return segment === undefined ? undefined : parseOrderTimestamp(segment.slice(0, stampLength));
}

function tagsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((tag): tag is string => typeof tag === 'string') : undefined;
}

function firstTokenOf(events: unknown): number | undefined {
  if (!Array.isArray(events)) return undefined;
  const first = events.map(bag).find(({ name }) => name === 'new_token' || name === 'first_token');
  return timeOf(first?.['time']);
}

/** Ids out of databases are numbers. */
function idText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value);
}

/** The keys under which SDKs group traces into conversations. */
export function threadOf(metadata: Bag): string | undefined {
  return threadKeys.map((key) => idText(metadata[key])).find((id) => id !== undefined);
}

function runTypeOf(fields: Bag, metadata: Bag): string | undefined {
  return text(metadata['tracenest_run_type']) ?? text(fields['run_type']);
}

/** A run whose start somebody tells without any time, its id's included, started about now. */
function arrivalTime(kind: RunMessage['kind'], id: string, endTime: number | undefined): number | undefined {
  return kind === 'post' && endTime === undefined && timeOfId(id) === undefined ? Date.now() : undefined;
}

function rankOf(kind: RunMessage['kind'], endTime: number | undefined): ChangeRank {
  return endTime !== undefined ? 2 : kind === 'patch' ? 1 : 0;
}

function partsOf({ fields, parts: own }: RunMessage): {
  values: Partial<Record<PartName, unknown>>;
  parts: Partial<Record<PartName, JsonText>>;
} {
  const values: Partial<Record<PartName, unknown>> = {};
  const parts: Partial<Record<PartName, JsonText>> = {};
  for (const name of partNames) {
    const part = own?.[name];
    const value = part === undefined ? fields[name] : part.value;
    // Clients write what they do not know as null; what is known of it stays.
    if (value === null || value === undefined) continue;
    // Parts that came on their own were looked at as they came.
    if (part === undefined && isTooDeep(value))
      throw new RefusedRun(`${name} is nested more than ${mostLevels} levels deep.`);
    values[name] = value;
    parts[name] = part?.text ?? JSON.stringify(value);
  }
  return { values, parts };
}

function errorText(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return typeof error === 'string' ? error : (text(bag(error)['message']) ?? JSON.stringify(error));
}

/** @throws RefusedRun where it says something that cannot be. */
export function runChangeOf(message: RunMessage): RunChange {
  const { kind, fields } = message;
  if (!isUuid(message.id)) throw new RefusedRun(`id is no UUID: ${message.id.slice(0, 60)}`);
  const id = message.id.toLowerCase();
  const { dottedOrder, traceId, parentId, startTime } = placeOf(id, fields);
  const { values, parts } = partsOf(message);
  const metadata = bag(bag(values.extra)['metadata']);
  const endTime = timeOf(fields['end_time']);
  const status = fields['status'];
  const error = errorText(values.error);
  const isLoneRoot = kind === 'post' && traceId === undefined && parentId === undefined;
  const isListed = isLoneRoot || parentId === null;
  const facts: RunFacts = {
    traceId: traceId ?? (isLoneRoot ? id : undefined),
    parentId: isLoneRoot ? null : parentId,
    name: text(fields['name'])?.slice(0, maxName),
    runType: runTypeOf(fields, metadata),
    project: text(fields['session_name']) ?? text(fields['session_id']),
    startTime: startTime ?? arrivalTime(kind, id, endTime),
    endTime,
    firstTokenTime: firstTokenOf(values.events),
    endStatus: endStatuses.has(status) ? (status as RunFacts['endStatus']) : undefined,
    errorPreview: error === undefined ? undefined : oneLine(error.split('\n')[0] ?? '', 300),
    model: text(metadata['ls_model_name']),
    usage: usageOf(values.outputs, metadata),
    tags: tagsOf(fields['tags']),
    threadId: threadOf(metadata),
  };
  return {
    id,
    rank: rankOf(kind, endTime),
    facts,
    // Lists show roots.
    payload: isListed
      ? { dottedOrder, inputPreview: previewOf(values.inputs), outputPreview: previewOf(values.outputs), parts }
      : { dottedOrder, parts },
    attachments: message.attachments ?? [],
  };
}
