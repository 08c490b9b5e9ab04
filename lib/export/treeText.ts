import type { Run, RunStatus } from '../run/run.js';
import { columnsOf, cutTo, padTo, wrapTo } from './columns.js';
import { durationText } from './duration.js';
import { paint, type Painter } from './paint.js';
import { printable, printableLines } from './printable.js';
import { rails, railsBelow } from './rails.js';
import type { RunNode } from './runForest.js';
import { timeline } from './timeline.js';
import { treeLayout, type TreeLayout } from './treeLayout.js';
import { walkForest, type Place } from './walkForest.js';

/** How a tree is written. */
export interface TreeTextOptions {
  /** ANSI colours. Default: none. */
  readonly colors?: boolean | undefined;
  /** Columns to fit the lines into, at least 40. Default: 100. */
  readonly width?: number | undefined;
  /** Bars that show when in its trace each run took place, from 60 columns on. Default: where there are 90 columns. */
  readonly timeline?: boolean | undefined;
}

const marks: Readonly<Record<RunStatus, string>> = {
  running: '…',
  success: '✓',
  error: '✗',
  cancelled: '◼',
  interrupted: '⏸',
  abandoned: '?',
};

/** An error message may be a whole web page. */
const maxRemarkLines = 8;

function colorOf(status: RunStatus): keyof Painter {
  if (status === 'error') return 'red';
  return status === 'success' ? 'green' : 'yellow';
}

function took({ startTime, endTime }: Run): string {
  return endTime === undefined ? 'running' : durationText(endTime - startTime);
}

/** What went wrong; nothing for a success. */
function remark({ status, error }: Run): string {
  if (error !== undefined) return `${error.name}: ${error.message}`;
  return status === 'success' || status === 'running' ? '' : status;
}

/** Writes runs as lines that share a layout. */
class TreeWriter {
  readonly #ink: Painter;
  readonly #layout: TreeLayout;
  readonly #bar: (run: Run) => string;

  constructor(ink: Painter, layout: TreeLayout, bar: (run: Run) => string) {
    this.#ink = ink;
    this.#layout = layout;
    this.#bar = bar;
  }

  /** The line of a run, and what went wrong below it where that does not fit beside it. */
  linesOf(place: Place): string[] {
    const { run } = place.node;
    const line = this.#line(place);
    const text = remark(run);
    if (text === '') return [line.trimEnd()];
    const color = this.#ink[colorOf(run.status)];
    const beside = printable(text);
    if (columnsOf(beside) <= this.#layout.remark) return [`${line}  ${color(beside)}`];
    const lead = railsBelow(place, this.#layout.rails);
    const below = wrapTo(printableLines(text), this.#layout.width - lead.length, maxRemarkLines);
    return [line.trimEnd(), ...below.map((part) => `${this.#ink.dim(lead)}${color(part)}`)];
  }

  #line(place: Place): string {
    const { run } = place.node;
    const ink = this.#ink;
    const layout = this.#layout;
    const lead = rails(place, layout.rails);
    const name = cutTo(printable(run.name), layout.name - lead.length);
    const padding = ' '.repeat(Math.max(0, layout.name - lead.length - columnsOf(name)));
    const type = padTo(cutTo(printable(run.runType), layout.type), layout.type);
    const facts = `${type} ${took(run).padStart(layout.duration)}`;
    const head = `${ink.dim(lead)}${ink[colorOf(run.status)](marks[run.status])} ${ink.bold(name)}${padding}`;
    return `${head}  ${ink.dim(facts)}${this.#barOf(run)}`;
  }

  #barOf(run: Run): string {
    const columns = this.#layout.bar;
    if (columns === 0) return '';
    const bar = this.#bar(run);
    const start = bar.length - bar.trimStart().length;
    return `  ${bar.slice(0, start)}${this.#ink.dim(bar.slice(start))}${' '.repeat(columns - bar.length)}`;
  }
}

/** A blank line between trees; single calls in a row are a list without gaps. */
function joinTrees(trees: readonly string[][]): string {
  let text = '';
  for (const [index, lines] of trees.entries()) {
    const before = trees[index - 1]?.length ?? 0;
    if (index > 0) text += before > 1 || lines.length > 1 ? '\n\n' : '\n';
    text += lines.join('\n');
  }
  return text;
}

/**
 * Trees as text: a line a run, with its place, name, run type, duration, when it ran, and what went wrong.
 *
 * @example
 * const { runs } = await readRunFile('traces/today.jsonl');
 * console.log(treeText(runForest(runs), { colors: true, width: process.stdout.columns }));
 */
export function treeText(forest: readonly RunNode[], options: TreeTextOptions = {}): string {
  const places = [...walkForest(forest)];
  const runs = places.map(({ node }) => node.run);
  const layout = treeLayout(places, { ...options, durationOf: took });
  const writer = new TreeWriter(paint(options.colors === true), layout, timeline(runs, layout.bar));
  const trees: string[][] = [];
  for (const place of places) {
    if (place.depth === 0) trees.push([]);
    trees.at(-1)?.push(...writer.linesOf(place));
  }
  return joinTrees(trees);
}
