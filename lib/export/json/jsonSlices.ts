import { endOfStretch } from './jsonText.js';

/** About how many characters of JSON one slice has. */
const sliceLength = 128 * 1024;

/** About the characters that a value comes to as JSON; stops counting at `limit`. */
export function weigh(value: unknown, limit: number): number {
  switch (typeof value) {
    case 'string':
      return value.length + 3;
    case 'object':
      return value === null ? 5 : weighMembers(value, limit);
    default:
      return 8;
  }
}

function weighMembers(value: object, limit: number): number {
  let weight = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      weight += weigh(item, limit - weight);
      if (weight >= limit) break;
    }
    return weight;
  }
  for (const key in value) {
    weight += key.length + 4 + weigh((value as Record<string, unknown>)[key], limit - weight);
    if (weight >= limit) break;
  }
  return weight;
}

/**
 * The JSON of a value in slices, each of which takes a moment to make: between two of them the program gets its turn.
 * For plain data, as snapshots are; joined, the slices are what `JSON.stringify` gives.
 *
 * Why not a library: streaming serializers (json-stream-stringify, bfj) cost 10 to 100 times `JSON.stringify`, because
 * they stream value by value; here all that is small goes through it.
 */
export function* jsonSlices(value: unknown): Generator<string> {
  if (weigh(value, sliceLength) < sliceLength) yield JSON.stringify(value) ?? 'null';
  else if (typeof value === 'string') yield* textSlices(value);
  else if (Array.isArray(value)) yield* listSlices(value);
  else yield* objectSlices(value as Record<string, unknown>);
}

function* textSlices(text: string): Generator<string> {
  yield '"';
  for (let from = 0; from < text.length;) {
    const to = endOfStretch(text, from, sliceLength);
    yield JSON.stringify(text.slice(from, to)).slice(1, -1);
    from = to;
  }
  yield '"';
}

/** Small neighbours share a slice. */
function* listSlices(items: readonly unknown[]): Generator<string> {
  let slice = '[';
  for (const [index, item] of items.entries()) {
    if (index > 0) slice += ',';
    if (weigh(item, sliceLength) < sliceLength) slice += JSON.stringify(item) ?? 'null';
    else {
      yield slice;
      slice = '';
      yield* jsonSlices(item);
    }
    if (slice.length < sliceLength) continue;
    yield slice;
    slice = '';
  }
  yield `${slice}]`;
}

function* objectSlices(record: Readonly<Record<string, unknown>>): Generator<string> {
  let slice = '{';
  let isFirst = true;
  for (const [key, member] of Object.entries(record)) {
    if (member === undefined) continue;
    slice += `${isFirst ? '' : ','}${JSON.stringify(key)}:`;
    isFirst = false;
    if (weigh(member, sliceLength) < sliceLength) slice += JSON.stringify(member) ?? 'null';
    else {
      yield slice;
      slice = '';
      yield* jsonSlices(member);
    }
    if (slice.length < sliceLength) continue;
    yield slice;
    slice = '';
  }
  yield `${slice}}`;
}
