import { aFunction, aNumber, aSwitch, type Checks } from '../options/checks.js';
import { requireOptions } from '../options/requireOptions.js';
import type { Run } from '../run/run.js';
import type { Exporter } from './exporter.js';
import { OpenTrees, type OpenTree } from './openTrees.js';
import { runForest } from './runForest.js';
import { terminal } from './terminal.js';
import { treeText, type TreeTextOptions } from './treeText.js';

/** How and where trees are printed. */
export interface ConsoleExporterOptions extends TreeTextOptions {
  /** ANSI colours. Default: as standard output, NO_COLOR and FORCE_COLOR say; none where `write` is given. */
  readonly colors?: boolean | undefined;
  /** Columns to fit the lines into, at least 40. Default: those of the terminal; 100 elsewhere and where `write` is given. */
  readonly width?: number | undefined;
  /** Takes one text, without a newline at its end. Default: `console.log`, with a blank line between trees. */
  readonly write?: ((text: string) => void) | undefined;
  /** Milliseconds after which a trace that is still going on is shown run by run, as they end. Default: 2000. */
  readonly liveAfterMs?: number | undefined;
}

const optionChecks: Checks & Readonly<Record<keyof ConsoleExporterOptions, unknown>> = {
  colors: aSwitch,
  width: aNumber,
  timeline: aSwitch,
  write: aFunction,
  liveAfterMs: aNumber,
};

/** Runs of one tree that are kept until it can be printed. */
const maxRuns = 10_000;

function writeToConsole(text: string): void {
  (globalThis as { console?: { log?: (text: string) => void } }).console?.log?.(text);
}

/**
 * Prints every trace as a tree when its root ends, or the topmost run that it has in this process; of a tree that takes
 * longer than `liveAfterMs`, also every run as it ends. Runs that end after their root are printed on their own.
 *
 * @throws TypeError on unknown options and on values of the wrong kind.
 * @example
 * configure({ exporter: new ConsoleExporter() });
 */
export class ConsoleExporter implements Exporter {
  readonly isPassive = true;
  readonly #options: ConsoleExporterOptions;
  readonly #open = new OpenTrees(maxRuns);
  #linesBefore = 0;

  constructor(options: ConsoleExporterOptions = {}) {
    requireOptions('ConsoleExporter', options, optionChecks);
    this.#options = options;
  }

  onStart(run: Run): void {
    this.#open.add(run);
  }

  onEnd(run: Run): void {
    const tree = this.#open.treeOf(run);
    if (tree === undefined) return this.#write(treeText([{ run, children: [] }], this.#style()));
    if (run.id !== tree.top.id) return this.#printIfLate(run, tree);
    this.#open.remove(tree);
    this.#print(tree);
  }

  /** Prints what is still going on. */
  async flush(): Promise<void> {
    for (const tree of this.#open.all) this.#print(tree);
    return Promise.resolve();
  }

  async shutdown(): Promise<void> {
    await this.flush();
    for (const tree of this.#open.all) this.#open.remove(tree);
  }

  #printIfLate(run: Run, { top }: OpenTree): void {
    const { liveAfterMs = 2000 } = this.#options;
    if ((run.endTime ?? 0) - top.startTime < liveAfterMs) return;
    const style = this.#style();
    const { width = 100 } = style;
    const depth = run.dottedOrder.split('.').length - top.dottedOrder.split('.').length;
    // A run deep down still needs room for itself.
    const indent = ' '.repeat(Math.max(0, Math.min(2 * depth, width / 3, width - 40)));
    const text = treeText([{ run, children: [] }], { ...style, width: width - indent.length });
    this.#write(text.replaceAll(/^/gm, indent));
  }

  #print({ runs, omitted }: OpenTree): void {
    const text = treeText(runForest(runs.values()), this.#style());
    this.#write(omitted === 0 ? text : `${text}\n… ${omitted} more runs`);
  }

  /** What standard output is says nothing of where `write` takes the texts. */
  #style(): TreeTextOptions {
    const { colors, width, timeline, write } = this.#options;
    const found = write === undefined ? terminal() : undefined;
    return { colors: colors ?? found?.colors, width: width ?? found?.width, timeline };
  }

  #write(text: string): void {
    const { write } = this.#options;
    if (write !== undefined) return write(text);
    const lines = text.split('\n').length;
    const isApart = this.#linesBefore > 0 && (this.#linesBefore > 1 || lines > 1);
    this.#linesBefore = lines;
    writeToConsole(isApart ? `\n${text}` : text);
  }
}
