import { reportSeldom } from '../diagnostics/diagnostic.js';
import { kindOf } from '../options/describeGiven.js';
import { parseBaggage, type RunBaggage } from './baggage.js';
import { orderSegment, parseDottedOrder, type DottedOrder, type OrderSegment } from './dottedOrder.js';
import { headerNames, isRequest, readHeader, type IncomingHeaders } from './headers.js';
import { parseTraceParent, type TraceParent } from './traceparent.js';

/** A run of another process, as far as its headers tell. */
export interface RemoteParent {
  readonly id: string;
  readonly traceId: string;
  readonly parentRunId: string | undefined;
  readonly dottedOrder: string;
  readonly startTime: number;
  readonly baggage: RunBaggage;
}

function fromOrder(order: DottedOrder, baggage: RunBaggage): RemoteParent {
  const self = order.at(-1) ?? order[0];
  return {
    id: self.id,
    traceId: order[0].id,
    parentRunId: order.at(-2)?.id,
    dottedOrder: order.map(({ text }) => text).join('.'),
    startTime: self.startTime,
    baggage,
  };
}

/** W3C's header knows neither when its span started nor what is above it: the moment of arrival stands for both. */
function fromTraceParent({ traceId, parentId }: TraceParent, baggage: RunBaggage): RemoteParent {
  const startTime = Date.now();
  const segment = (id: string): OrderSegment => ({ id, startTime, text: orderSegment(startTime, id) });
  return fromOrder([segment(traceId), segment(parentId)], baggage);
}

function reportMalformed(where: string, value: string): void {
  reportSeldom({
    code: 'parent-malformed',
    message: `${where} ${JSON.stringify(value.slice(0, 200))} is not in its format and is ignored, so the caller's trace is not continued. Pass on the headers as \`run.toHeaders()\` wrote them, or \`run.dottedOrder\`.`,
  });
}

/**
 * The parent that headers name: `langsmith-trace`, else `traceparent`. `undefined` where there is none, or where what is
 * there is malformed, which is reported.
 */
export function remoteParentFromHeaders(headers: IncomingHeaders | null | undefined): RemoteParent | undefined {
  if (!areHeaders(headers)) return undefined;
  const baggage = parseBaggage(readHeader(headers, headerNames.baggage) ?? '');
  const dottedOrder = readHeader(headers, headerNames.trace);
  if (dottedOrder !== undefined) {
    const order = parseDottedOrder(dottedOrder);
    if (order !== undefined) return fromOrder(order, baggage);
    reportMalformed(`The header ${headerNames.trace}`, dottedOrder);
  }
  const traceParent = readHeader(headers, headerNames.traceParent);
  if (traceParent === undefined) return undefined;
  const parent = parseTraceParent(traceParent, readHeader(headers, headerNames.traceState));
  if (parent !== undefined) return fromTraceParent(parent, baggage);
  reportMalformed(`The header ${headerNames.traceParent}`, traceParent);
  return undefined;
}

/** The parent that a dotted order or a W3C `traceparent` names; `undefined` and a report where the text is neither. */
export function remoteParentFromText(text: string | null | undefined): RemoteParent | undefined {
  if (typeof text !== 'string') {
    reportUnreadable('a dotted order', text);
    return undefined;
  }
  const order = parseDottedOrder(text);
  if (order !== undefined) return fromOrder(order, {});
  const parent = parseTraceParent(text);
  if (parent !== undefined) return fromTraceParent(parent, {});
  reportMalformed('The parent', text);
  return undefined;
}

/** Events of clouds have `null` where there are no headers. */
function areHeaders(given: IncomingHeaders | null | undefined): given is IncomingHeaders {
  if (typeof given === 'object' && given !== null && !isRequest(given)) return true;
  reportUnreadable('headers', given);
  return false;
}

/** Nothing names no parent; anything else that names none is a mistake. */
function reportUnreadable(wanted: string, given: unknown): void {
  if (given === undefined || given === null) return;
  const remedy = isRequest(given) ? ' Pass its headers: request.headers.' : '';
  reportSeldom({
    code: 'parent-malformed',
    message: `The parent should have been read from ${wanted}, which ${kindOf(given)} is not. It is ignored.${remedy}`,
  });
}
