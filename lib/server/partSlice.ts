import type { Json, PartSlice } from '../wire/runDetail.js';
import { cutValue, partBounds } from './cutValue.js';
import { RequestError } from './requestError.js';

const mostCharacters = 1_000_000;
const mostItems = 10_000;
const defaultCharacters = 200_000;
const defaultItems = 1000;

/** Members or items from `offset` on: as many as fit into one answer. */
function sliceOf(total: number, offset: number, limit: number, piece: (from: number, to: number) => Json): PartSlice {
  const end = Math.min(total, offset + limit);
  const cut = cutValue(piece(offset, end), { ...partBounds, items: limit });
  const own = cut.cuts.find(({ path }) => path === '');
  const shown = own?.shown ?? end - offset;
  const nextOffset = offset + shown < total && shown > 0 ? offset + shown : null;
  return { value: cut.value, nextOffset, total, cuts: cut.cuts.filter(({ path }) => path !== '') };
}

/**
 * Some more of a value that was cut.
 * @throws RequestError where it has no pieces.
 */
export function partSlice(value: Json, offset: number, limit: number | undefined): PartSlice {
  if (typeof value === 'string') {
    const end = Math.min(value.length, offset + Math.min(limit ?? defaultCharacters, mostCharacters));
    return {
      value: value.slice(offset, end),
      nextOffset: end < value.length ? end : null,
      total: value.length,
      cuts: [],
    };
  }
  const most = Math.min(limit ?? defaultItems, mostItems);
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return sliceOf(items.length, offset, most, (from, to) => items.slice(from, to));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return sliceOf(entries.length, offset, most, (from, to) => Object.fromEntries(entries.slice(from, to)));
  }
  throw new RequestError(400, 'bad-query', 'The value at this path has no pieces: it is there as a whole.');
}
