import type { Place } from './walkForest.js';

const railColumns = 3;

/** How many of the levels above a run are drawn, and the mark that stands for the others. */
function shownLevels(depth: number, columns: number): { levels: number; mark: string } {
  if (depth * railColumns <= columns) return { levels: depth, mark: '' };
  const markColumns = `⋯${depth} `.length;
  const levels = Math.max(1, Math.floor((columns - markColumns) / railColumns));
  return { levels, mark: `⋯${depth - levels}`.padEnd(markColumns) };
}

/** The rails of the levels above a run, innermost last, without its own. */
function railsAbove(place: Place, levels: number): string {
  let rails = '';
  let step = place.above;
  for (let level = 1; level < levels && step !== undefined; level++, step = step.above) {
    rails = (step.isLast ? '   ' : '│  ') + rails;
  }
  return rails;
}

/** What stands before a run: `│  ├─ `. Of a run that is too deep for the columns, the innermost levels: `⋯12 │  ├─ `. */
export function rails(place: Place, columns: number): string {
  if (place.depth === 0) return '';
  const { levels, mark } = shownLevels(place.depth, columns);
  return `${mark}${railsAbove(place, levels)}${place.isLast ? '└─ ' : '├─ '}`;
}

/** What stands before further lines of a run, under its {@link rails} and its mark. */
export function railsBelow(place: Place, columns: number): string {
  const own = place.node.children.length === 0 ? '  ' : '│ ';
  if (place.depth === 0) return own;
  const { levels, mark } = shownLevels(place.depth, columns);
  return `${' '.repeat(mark.length)}${railsAbove(place, levels)}${place.isLast ? '   ' : '│  '}${own}`;
}
