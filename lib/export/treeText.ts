import type { Run, RunStatus } from '../run/run.js';
import type { RunNode } from './runForest.js';
import { paint, type Painter } from './paint.js';

/** How a tree is written. */
export interface TreeTextOptions {
  /** ANSI colours. Default: none. */
  readonly colors?: boolean | undefined;
  /** Columns to fit the lines into, at least 40. Default: 100. */
  readonly width?: number | undefined;
}

const marks: Readonly<Record<RunStatus, string>> = {
  running: '…',
  success: '✓',
  error: '✗',
  cancelled: '◼',
  interrupted: '⏸',
  abandoned: '?',
};

function duration(run: Run): string {
  if (run.endTime === undefined) return 'running';
  const milliseconds = run.endTime - run.startTime;
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function fit(text: string, columns: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

/** What went wrong, in one line; nothing for a success. */
function remark(run: Run): string {
  if (run.error !== undefined) return `${run.error.name}: ${run.error.message}`;
  return run.status === 'success' || run.status === 'running' ? '' : run.status;
}

function colorOf(status: RunStatus): keyof Painter {
  if (status === 'error') return 'red';
  if (status === 'success') return 'green';
  return 'yellow';
}

interface Line {
  readonly run: Run;
  readonly lead: string;
  readonly label: string;
}

function linesOf(nodes: readonly RunNode[], indent: string, isTop: boolean): Line[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const lead = isTop ? '' : `${indent}${last ? '└─ ' : '├─ '}`;
    const below = isTop ? '' : `${indent}${last ? '   ' : '│  '}`;
    return [{ run: node.run, lead, label: node.run.name }, ...linesOf(node.children, below, false)];
  });
}

/**
 * Trees as text: a line a run, with its place, name, run type, duration, and what went wrong.
 */
export function treeText(forest: readonly RunNode[], options: TreeTextOptions = {}): string {
  const ink = paint(options.colors === true);
  const width = Math.max(40, options.width ?? 100);
  const lines = linesOf(forest, '', true);
  const nameColumns = Math.min(width - 24, Math.max(0, ...lines.map(({ lead, label }) => lead.length + label.length)));
  return lines
    .map(({ run, lead, label }) => {
      const name = fit(label, Math.max(8, nameColumns - lead.length));
      const padding = ' '.repeat(Math.max(0, nameColumns - lead.length - name.length));
      const head = `${ink.dim(lead)}${ink[colorOf(run.status)](marks[run.status])} ${ink.bold(name)}${padding}`;
      const facts = `${run.runType.padEnd(9)} ${duration(run).padStart(8)}`;
      const left = width - nameColumns - 24;
      const note = fit(remark(run), Math.max(20, left));
      return `${head}  ${ink.dim(facts)}${note === '' ? '' : `  ${ink[colorOf(run.status)](note)}`}`.trimEnd();
    })
    .join('\n');
}
