import { isPlainObject } from '../capture/plainObject.js';
import { kindOf } from '../options/describeGiven.js';
import { isHeadersObject, isRequest, type IncomingHeaders } from '../run/headers.js';
import { isRunnableConfig, type RunnableConfig } from '../run/runnableConfig.js';
import { RunTree } from '../run/runTree.js';

/**
 * A parent, in any of the forms in which one can be had: a run; incoming headers; a dotted order or W3C `traceparent`; a
 * LangChain config; `null` for none, which starts a new trace.
 */
export type ParentSource = RunTree | IncomingHeaders | RunnableConfig | string | null;

/** The run that a source names; `null` for a new trace; `undefined` where it names none and nothing should change. */
export function resolveParent(source: ParentSource | undefined): RunTree | null | undefined {
  if (source === null || source === undefined) return source;
  if (typeof source === 'string') return RunTree.fromDottedOrder(source);
  if (typeof source !== 'object') throw wrongParent(source);
  if (RunTree.isRun(source)) return source;
  if (isRunnableConfig(source)) return RunTree.fromRunnableConfig(source);
  if (isHeadersObject(source) || isHeadersRecord(source)) return RunTree.fromHeaders(source);
  throw wrongParent(source);
}

/** A record of texts, as Node's `request.headers` is. */
export function isHeadersRecord(source: object): source is Readonly<Record<string, string>> {
  return (
    isPlainObject(source) &&
    Object.values(source).every(
      (value) =>
        value === undefined ||
        typeof value === 'string' ||
        (Array.isArray(value) && value.every((item) => typeof item === 'string')),
    )
  );
}

/** What to throw at who gave something that names no run. */
export function wrongParent(source: unknown): TypeError {
  const kind = isPlainObject(source) ? `an object with the keys ${Object.keys(source).join(', ')}` : kindOf(source);
  const remedy = isRequest(source)
    ? 'Pass its headers: request.headers.'
    : 'Pass a RunTree, headers, a dotted order or traceparent, a RunnableConfig, or null for a new trace.';
  return new TypeError(`The parent is ${kind}, which names no run. ${remedy}`);
}
