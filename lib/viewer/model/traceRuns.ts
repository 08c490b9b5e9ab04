import { runStatuses } from '../../wire/traceSkeleton.js';
import type { RunColumns, RunRow, TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { RunStatus } from '../../run/run.js';

/** The columns of a trace's runs, as numbers and texts that can be changed while the trace grows. */
type GrowingColumns = { -readonly [Key in keyof RunColumns]: RunColumns[Key][number][] };

/**
 * The runs of one trace, by their number. Made from a skeleton, and kept up with the live feed: {@link TraceRuns.take} puts
 * changed runs in place and new ones behind the others, so that a run's number stays what it is.
 */
export class TraceRuns {
  /** Milliseconds since the epoch; starts count from here. */
  readonly startTime: number;
  readonly columns: GrowingColumns;
  /** By run: the first line of its error. */
  readonly errors: Map<number, string>;
  /** By run: the parent it names, which has not arrived. */
  readonly missingParents: Map<number, string>;
  readonly #texts: string[];
  readonly #textNumbers = new Map<string, number>();
  #numbers: Map<string, number> | undefined;

  constructor(skeleton: TraceSkeleton) {
    this.startTime = skeleton.startTime;
    this.columns = Object.fromEntries(
      Object.entries(skeleton.columns).map(([name, column]) => [name, [...(column as readonly unknown[])]]),
    ) as unknown as GrowingColumns;
    this.errors = byNumber(skeleton.errors);
    this.missingParents = byNumber(skeleton.missingParents);
    this.#texts = [...skeleton.texts];
    this.#texts.forEach((text, index) => this.#textNumbers.set(text, index));
  }

  get count(): number {
    return this.columns.id.length;
  }

  id(run: number): string {
    return this.columns.id[run] ?? '';
  }

  name(run: number): string {
    return this.#texts[this.columns.name[run] ?? -1] ?? '';
  }

  runType(run: number): string {
    return this.#texts[this.columns.runType[run] ?? -1] ?? '';
  }

  model(run: number): string | undefined {
    return this.#texts[this.columns.model[run] ?? -1];
  }

  status(run: number): RunStatus {
    return runStatuses[this.columns.status[run] ?? 0] ?? 'running';
  }

  start(run: number): number {
    return this.columns.start[run] ?? 0;
  }

  /** -1 while it is going on. */
  duration(run: number): number {
    return this.columns.duration[run] ?? -1;
  }

  isRunning(run: number): boolean {
    return this.columns.status[run] === 0;
  }

  /** Its number by its id; `undefined` where it is not of this trace. */
  numberOf(id: string): number | undefined {
    this.#numbers ??= new Map(this.columns.id.map((known, run) => [known, run]));
    return this.#numbers.get(id);
  }

  /** Takes runs that are new or have changed. */
  take(rows: readonly RunRow[]): void {
    for (const row of rows) this.#put(row, this.numberOf(row.id) ?? this.#add(row));
    for (const [run, parentId] of [...this.missingParents]) {
      const parent = this.numberOf(parentId);
      if (parent === undefined) continue;
      this.columns.parent[run] = parent;
      this.missingParents.delete(run);
    }
  }

  #add(row: RunRow): number {
    const run = this.count;
    this.columns.id[run] = row.id;
    this.#numbers?.set(row.id, run);
    return run;
  }

  #put(row: RunRow, run: number): void {
    const { columns } = this;
    columns.name[run] = this.#text(row.name);
    columns.runType[run] = this.#text(row.runType);
    columns.model[run] = row.model === null ? -1 : this.#text(row.model);
    columns.status[run] = runStatuses.indexOf(row.status);
    columns.start[run] = row.startTime - this.startTime;
    columns.duration[run] = row.endTime === null ? -1 : row.endTime - row.startTime;
    columns.tokens[run] = row.usage.totalTokens ?? 0;
    columns.cost[run] = row.usage.cost ?? 0;
    columns.firstToken[run] = row.firstTokenTime === null ? -1 : row.firstTokenTime - row.startTime;
    columns.parent[run] = (row.parentId === null ? undefined : this.numberOf(row.parentId)) ?? -1;
    if (row.parentId !== null && columns.parent[run] === -1) this.missingParents.set(run, row.parentId);
    else this.missingParents.delete(run);
    if (row.errorPreview === null) this.errors.delete(run);
    else this.errors.set(run, row.errorPreview);
  }

  #text(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#textNumbers.set(text, number);
    return number;
  }
}

function byNumber(record: Readonly<Record<number, string>>): Map<number, string> {
  return new Map(Object.entries(record).map(([run, text]) => [Number(run), text]));
}
