import type { Cut, Json } from '../../wire/runDetail.js';
import { pointerTo } from './jsonPointer.js';

/** A line of a JSON view. */
export type JsonRow =
  | {
      readonly kind: 'value';
      readonly path: string;
      readonly depth: number;
      /** Name of the member or number of the item; `null` for the value itself. */
      readonly label: string | null;
      readonly value: Json;
      /** Items or members; absent for what has none. */
      readonly size?: number;
      readonly isOpen: boolean;
      /** What the server left out of a text. */
      readonly cut?: Cut;
    }
  /** `rest` items or members are not shown. */
  | {
      readonly kind: 'more';
      readonly path: string;
      readonly depth: number;
      readonly rest: number;
      /** Where the server left them out; absent where they are here and only not shown. */
      readonly cut?: Cut;
    };

export interface JsonRowsOptions {
  /** Whether what stands at a path is open, as far as somebody said so. Otherwise what is near the top is. */
  readonly isOpen: (path: string) => boolean | undefined;
  /** Items or members of one value to show. */
  readonly shown: (path: string) => number;
  readonly cuts?: readonly Cut[];
}

/** Values down to this depth are open at first, unless they hold many. */
const openDepth = 3;
const manyItems = 30;

/** The lines of a value without the one for the value itself, where it is an object: its members say all that it is. */
export function memberRows(value: Json, options: JsonRowsOptions): JsonRow[] {
  const rows = jsonRows(value, options);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && rows.length > 1 ? rows.slice(1).map((row) => ({ ...row, depth: row.depth - 1 })) : rows;
}

/** The lines of a value, with what is closed left out: only what is open is walked, however large the value. */
export function jsonRows(value: Json, options: JsonRowsOptions): JsonRow[] {
  const rows: JsonRow[] = [];
  const cuts = new Map(options.cuts?.map((cut) => [cut.path, cut]));
  const visit = (item: Json, path: string, label: string | null, depth: number): void => {
    const cut = cuts.get(path);
    if (typeof item !== 'object' || item === null) {
      rows.push({ kind: 'value', path, depth, label, value: item, isOpen: false, ...(cut ? { cut } : {}) });
      return;
    }
    const keys = Array.isArray(item) ? null : Object.keys(item);
    const here = keys?.length ?? (item as readonly Json[]).length;
    const size = cut?.total ?? here;
    const isOpen = options.isOpen(path) ?? (depth === 0 || (depth < openDepth && size <= manyItems));
    rows.push({ kind: 'value', path, depth, label, value: item, size, isOpen });
    if (!isOpen) return;
    const shown = Math.min(here, options.shown(path));
    for (let index = 0; index < shown; index++) {
      const key = keys?.[index] ?? String(index);
      visit((item as Readonly<Record<string, Json>>)[key] ?? null, pointerTo(path, key), key, depth + 1);
    }
    if (shown < size)
      rows.push({ kind: 'more', path, depth: depth + 1, rest: size - shown, ...moreCut(cut, shown, here) });
  };
  visit(value, '', null, 0);
  return rows;
}

function moreCut(cut: Cut | undefined, shown: number, here: number): { cut?: Cut } {
  return cut !== undefined && shown >= here ? { cut } : {};
}
