import type { Run } from '../run/run.js';
import type { MemoryExporter } from './memoryExporter.js';
import { runForest } from './runForest.js';
import { walkForest } from './walkForest.js';

/** What a tree is made of: an exporter, or the runs themselves. */
export type TreeSource = Pick<MemoryExporter, 'runs' | 'running'> | Iterable<Run>;

function runsOf(source: TreeSource): readonly Run[] {
  if (
    typeof source !== 'object' ||
    (source as object | null) === null ||
    !(Symbol.iterator in source || 'runs' in source)
  ) {
    throw new TypeError(`A trace tree is made of ${String(source)}. Pass a MemoryExporter, or a list of runs.`);
  }
  return Symbol.iterator in source ? [...source] : [...source.runs, ...source.running];
}

/**
 * The tree of what an exporter was given: a name a line, two spaces a level, siblings in the order of their starts, a
 * status other than success in brackets.
 *
 * @example
 * traceTree(exporter); // 'Assistant.answer\n  Assistant.search\n  Assistant.write [error]'
 */
export function traceTree(source: TreeSource): string {
  const lines: string[] = [];
  for (const { node, depth } of walkForest(runForest(runsOf(source)))) {
    const { name, status } = node.run;
    lines.push(`${'  '.repeat(depth)}${name}${status === 'success' ? '' : ` [${status}]`}`);
  }
  return lines.join('\n');
}

function withoutIndent(text: string): string {
  const all = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...all.map((line) => line.length - line.trimStart().length));
  return all.map((line) => line.slice(indent).trimEnd()).join('\n');
}

/** Two trees differ. */
export class TraceTreeError extends Error {
  override readonly name = 'TraceTreeError';
  readonly expected: string;
  readonly actual: string;

  constructor(expected: string, actual: string) {
    super(`The trace is not the expected tree.\n\nExpected:\n${expected}\n\nActual:\n${actual}\n`);
    this.expected = expected;
    this.actual = actual;
  }
}

/**
 * Asserts that an exporter was given exactly this tree, written as {@link traceTree} writes it; indentation common to all
 * lines does not count.
 *
 * @throws TraceTreeError with both trees where they differ; TypeError on what is no tree.
 * @example
 * expectTree(exporter, `
 *   Assistant.answer
 *     Assistant.search
 * `);
 */
export function expectTree(source: TreeSource, expected: string): void {
  if (typeof expected !== 'string') {
    throw new TypeError(`expectTree got ${String(expected)} as the expected tree. Pass it as text: a name a line.`);
  }
  const wanted = withoutIndent(expected);
  const actual = traceTree(source);
  if (wanted !== actual) throw new TraceTreeError(wanted, actual);
}
