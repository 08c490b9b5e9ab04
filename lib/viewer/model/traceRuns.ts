import { runStatuses } from '../../wire/traceSkeleton.js';
import type { RunColumns, RunRow, TraceSkeleton } from '../../wire/traceSkeleton.js';
import { shownName } from './format.js';
import type { RunStatus } from '../../run/run.js';

/** The columns of a trace's runs, as numbers and texts that can be changed while the trace grows. */
type GrowingColumns = { -readonly [Key in keyof RunColumns]: RunColumns[Key][number][] };

/** Those that mean the same in every piece. */
const plainColumns = ['status', 'duration', 'tokens', 'cost', 'firstToken'] as const;

const spanPrefix = '00000000-0000-0000-';

/**
 * The runs of one trace, by their number. Made from the pieces of a skeleton, and kept up with the live feed: {@link TraceRuns.take} puts
 * changed runs in place and new ones behind the others, so that a run's number stays what it is.
 */
export class TraceRuns {
  /** Milliseconds since the epoch; starts count from here. */
  readonly startTime: number;
  readonly columns: GrowingColumns;
  /** By run: the first line of its error. */
  readonly errors = new Map<number, string>();
  /** By run: the parent it names, which has not arrived. */
  readonly missingParents = new Map<number, string>();
  readonly #texts: string[] = [];
  readonly #textNumbers = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  #spans: Map<string, number> | undefined;

  constructor(first: TraceSkeleton) {
    this.startTime = first.startTime;
    this.columns = Object.fromEntries(
      Object.keys(first.columns).map((name) => [name, []]),
    ) as unknown as GrowingColumns;
    this.append(first);
  }

  get count(): number {
    return this.columns.id.length;
  }

  id(run: number): string {
    return this.columns.id[run] ?? '';
  }

  name(run: number): string {
    return shownName(this.#texts[this.columns.name[run] ?? -1] ?? '');
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
    return this.#numbers.get(id);
  }

  /** The run that a link means, which may know it by its W3C span id alone. */
  linked(id: string): number | undefined {
    return this.numberOf(id) ?? this.#numberOfSpan(id);
  }

  /** Takes a further piece of the trace, or another trace. A run that is there already is put in its place. */
  append({ startTime, texts, columns, missingParents, errors }: TraceSkeleton): void {
    const own = this.columns;
    const numbers = columns.id.map((id) => this.numberOf(id) ?? this.#add(id));
    const text = texts.map((one) => this.#text(one));
    const later = startTime - this.startTime;
    for (const [index, run] of numbers.entries()) {
      own.parent[run] = numbers[columns.parent[index] ?? -1] ?? -1;
      own.name[run] = text[columns.name[index] ?? -1] ?? -1;
      own.runType[run] = text[columns.runType[index] ?? -1] ?? -1;
      own.model[run] = text[columns.model[index] ?? -1] ?? -1;
      own.start[run] = (columns.start[index] ?? 0) + later;
      for (const name of plainColumns) own[name][run] = columns[name][index] ?? 0;
    }
    for (const [index, id] of Object.entries(missingParents)) this.missingParents.set(numbers[Number(index)] ?? -1, id);
    for (const [index, error] of Object.entries(errors)) this.errors.set(numbers[Number(index)] ?? -1, error);
    this.#findParents();
  }

  /** Takes runs that are new or have changed. */
  take(rows: readonly RunRow[]): void {
    for (const row of rows) this.#put(row, this.numberOf(row.id) ?? this.#add(row.id));
    this.#findParents();
  }

  #add(id: string): number {
    const run = this.count;
    this.columns.id[run] = id;
    this.#numbers.set(id, run);
    this.#spans?.set(spanOf(id), run);
    return run;
  }

  #findParents(): void {
    for (const [run, parentId] of this.missingParents) {
      const parent = this.linked(parentId);
      if (parent === undefined || parent === run) continue;
      this.columns.parent[run] = parent;
      this.missingParents.delete(run);
    }
  }

  /** OpenTelemetry knows a parent by the last 16 digits of its id, whatever the others are where it came over another way. */
  #numberOfSpan(parentId: string): number | undefined {
    if (!parentId.startsWith(spanPrefix)) return undefined;
    this.#spans ??= new Map(this.columns.id.map((id, run) => [spanOf(id), run]));
    return this.#spans.get(spanOf(parentId));
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

function spanOf(id: string): string {
  return id.slice(spanPrefix.length);
}
