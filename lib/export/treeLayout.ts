import type { Run } from '../run/run.js';
import { columnsOf } from './columns.js';
import { printable } from './printable.js';
import type { Place } from './walkForest.js';

/** The columns of each part of a tree's lines. */
export interface TreeLayout {
  readonly width: number;
  /** Rails and name. */
  readonly name: number;
  /** At most so many of them for the rails. */
  readonly rails: number;
  readonly type: number;
  readonly duration: number;
  /** 0 where no timeline is drawn. */
  readonly bar: number;
  /** What is left at the end of the line. */
  readonly remark: number;
}

interface LayoutOptions {
  readonly width?: number | undefined;
  readonly timeline?: boolean | undefined;
  readonly durationOf: (run: Run) => string;
}

const markColumns = 2;
const gap = 2;
const typeColumns = 'retriever'.length;
const railColumns = 3;
/** Room for a rail and a number of levels that are left out. */
const minRails = 10;
/** What a name should still have at the end of long rails. */
const roomForName = 20;

/** Lines wider than 400 columns help nobody, and `Infinity` is no number of spaces. */
function usableWidth(width = 100): number {
  return Math.min(400, Math.max(40, Math.floor(width)));
}

function barColumns(width: number, runs: number, wanted = width >= 90): number {
  // A single run lasts from its start to its end: nothing to see.
  return wanted && width >= 60 && runs > 1 ? Math.min(32, Math.floor(width / 6)) : 0;
}

/** Divides a line's width: what is needed for facts first, then the names, and what is left is for what went wrong. */
export function treeLayout(places: readonly Place[], options: LayoutOptions): TreeLayout {
  const width = usableWidth(options.width);
  const bar = barColumns(width, places.length, options.timeline);
  let duration = 8;
  for (const { node } of places) duration = Math.max(duration, options.durationOf(node.run).length);
  const facts = gap + typeColumns + 1 + duration + (bar === 0 ? 0 : gap + bar);
  const mostForNames = width - markColumns - facts;
  const rails = Math.max(minRails, mostForNames - roomForName);
  let name = 0;
  for (const { depth, node } of places) {
    name = Math.max(name, Math.min(rails, depth * railColumns) + columnsOf(printable(node.run.name)));
  }
  name = Math.min(name, mostForNames);
  const remark = width - markColumns - name - facts - gap;
  return { width, name, rails, type: typeColumns, duration, bar, remark };
}
