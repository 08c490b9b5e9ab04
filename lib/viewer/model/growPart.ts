import type { Cut, Json, Part, PartSlice } from '../../wire/runDetail.js';
import { pointerTo, replacedAt } from './jsonPointer.js';

/** The part with some more of what was cut at `cut` put behind what is there. */
export function growPart(part: Part, cut: Cut, slice: PartSlice): Part {
  const shown = cut.shown + sizeOf(slice.value);
  const value = replacedAt(part.value, cut.path, (old) => joined(old, slice.value));
  const rest = part.cuts.filter((other) => other.path !== cut.path);
  const inside = slice.cuts
    // A slice may itself be cut short at its end; `nextOffset` says so already.
    .filter((inner) => inner.path !== '')
    .map((inner) => ({ ...inner, path: cut.path + moved(inner.path, cut) }));
  const isDone = slice.nextOffset === null || sizeOf(slice.value) === 0;
  return { ...part, value, cuts: [...rest, ...inside, ...(isDone ? [] : [{ ...cut, shown, total: slice.total }])] };
}

/** A path into the slice, whose item 0 is item `cut.shown` of the whole. */
function moved(path: string, cut: Cut): string {
  if (cut.kind !== 'array') return path;
  const [, index = '', ...below] = path.split('/');
  return [pointerTo('', String(Number(index) + cut.shown)), ...below].join('/');
}

function joined(old: Json, more: Json): Json {
  if (typeof old === 'string' && typeof more === 'string') return old + more;
  if (Array.isArray(old) && Array.isArray(more)) return [...(old as readonly Json[]), ...(more as readonly Json[])];
  if (isObject(old) && isObject(more)) return Object.fromEntries([...Object.entries(old), ...Object.entries(more)]);
  return old;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sizeOf(value: Json): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}
