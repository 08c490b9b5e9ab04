import { isUuid } from './identity.js';
import { orderTimestamp, parseOrderTimestamp } from './timestamp.js';

/** One run's part of a dotted order. */
export interface OrderSegment {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** The segment as it was written: what came in goes out the same, whatever a number can hold. */
  readonly text: string;
}

/**
 * A segment, `20261120T073553892001Z01a1f7e2-…`. Segments of siblings sort as their runs started: by microsecond, and
 * within one by the sequence in the id.
 */
export function orderSegment(startTime: number, id: string): string {
  return orderTimestamp(startTime) + id;
}

/** A parsed dotted order: the root first, the run itself last. */
export type DottedOrder = readonly [OrderSegment, ...OrderSegment[]];

const timestampLength = '20261120T073553892001Z'.length;

/** Reads LangSmith's `dotted_order`; `undefined` where any segment is malformed. */
export function parseDottedOrder(text: string): DottedOrder | undefined {
  const segments: OrderSegment[] = [];
  for (const part of text.trim().split('.')) {
    const timestamp = part.slice(0, timestampLength);
    const startTime = parseOrderTimestamp(timestamp);
    const id = part.slice(timestampLength).toLowerCase();
    if (startTime === undefined || !isUuid(id)) return undefined;
    segments.push({ id, startTime, text: timestamp + id });
  }
  const [root, ...rest] = segments;
  return root === undefined ? undefined : [root, ...rest];
}
