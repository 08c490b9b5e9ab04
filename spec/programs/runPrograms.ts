import * as fc from 'fast-check';
import { configure, type Diagnostic, type Run } from 'tracenest';
import { programs, type Programs } from './program.js';
import { decorate, idsPerExecution, library, ProgramExporter, ProgramRun, type Dice } from './programRun.js';
import { ProgramWriter, type ProgramSource } from './programSource.js';

export interface ProgramsReport {
  readonly runs: number;
  readonly probes: number;
  readonly programs: number;
  readonly statuses: Record<string, number>;
  readonly failure?: string;
}

export interface ProgramsOptions {
  readonly firstSeed: number;
  readonly wantedRuns: number;
  readonly isBare: boolean;
  readonly path: string | undefined;
}

interface Count {
  runs: number;
  probes: number;
  programs: number;
  readonly statuses: Record<string, number>;
}

/** Long, for a busy machine; once one hangs, it is made smaller with less patience. */
let hangsAfterMs = 20_000;
const executionsPerText = 20;
const textsPerSeed = 60;

/** So that no two executions of this process have the same ids. */
let executionsSoFar = 0;

const exporter = new ProgramExporter();
const diagnostics: Diagnostic[] = [];
const unhandled: unknown[] = [];

type Start = (h: ProgramRun) => readonly (() => Promise<void>)[];

function compile(text: string): Start {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is what is tested, and it is ours
  const define = new Function('library', 'decorate', text) as (from: typeof library, by: typeof decorate) => Start;
  return define(library, decorate);
}

/** What is wrong with the runs that were exported of one execution. */
function differences({ expected }: ProgramSource, h: ProgramRun, exported: readonly Run[]): string[] {
  const wrong: string[] = [];
  const runOf = new Map<number | undefined, Run>();
  const idOf = new Map<string | undefined, number>();
  for (const run of exported) {
    const id = h.idOf(run);
    if (runOf.has(id)) wrong.push(`m${id} has two runs`);
    if (!h.calledIds.has(id)) wrong.push(`m${id} was never called and has a run`);
    runOf.set(id, run);
    idOf.set(run.id, id);
  }
  for (const id of h.calledIds) {
    const run = runOf.get(id);
    const wanted = expected.get(id);
    if (wanted === undefined || run === undefined) {
      if (wanted !== run) wrong.push(`m${id} has ${run === undefined ? 'no run' : 'a run and is silenced'}`);
      continue;
    }
    const parent = wanted.parent === undefined ? undefined : runOf.get(wanted.parent);
    if (run.parentRunId !== parent?.id) {
      wrong.push(`m${id} is below m${idOf.get(run.parentRunId)} (${run.parentRunId}), not below m${wanted.parent}`);
    }
    if (run.traceId !== (parent?.traceId ?? run.id)) wrong.push(`m${id} is in another trace than its parent`);
    const status = h.status.get(id) ?? 'running';
    const same = run.status === status || (status === 'running' && run.status === 'abandoned');
    if (!same && !h.unsureIds.has(id)) wrong.push(`m${id} ended as ${run.status}, not as ${status}`);
  }
  return wrong;
}

/** Whether the work ends in time. A hang has no other symptom. */
async function within(milliseconds: number, work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([work().then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** Small and good enough to vary what happens (https://github.com/bryc/code/blob/master/jshash/PRNGs.md). */
function diceOf(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs the programs several times at once. Compiling them costs more than running them, and every execution throws and
 * pauses elsewhere.
 */
async function runOnce(generated: Programs, count: Count, isBare: boolean): Promise<void> {
  const source = ProgramWriter.write(generated, isBare);
  const start = compile(source.text);
  const first = executionsSoFar + 1;
  const executions = Array.from({ length: executionsPerText }, (_, index) => {
    return new ProgramRun((executionsSoFar += 1) * idsPerExecution, diceOf(index + source.text.length));
  });
  exporter.runs = [];
  diagnostics.length = 0;
  unhandled.length = 0;
  const ended = await within(hangsAfterMs, async () => {
    const work = executions.flatMap((h) => start(h).map((main) => main().catch(() => undefined)));
    await Promise.all(work);
    await Promise.all(executions.map((h) => h.settle()));
  });
  if (!ended) hangsAfterMs = 1_000;
  const exported = new Map<ProgramRun, Run[]>(executions.map((h) => [h, []]));
  for (const run of exporter.runs) {
    // What another execution left behind when it hung is not among these.
    const h = executions[Math.floor(Number(run.inputs['id']) / idsPerExecution) - first];
    if (h !== undefined) exported.get(h)?.push(run);
  }
  const wrong = [
    ...(ended ? [] : ['the programs hang']),
    ...executions.flatMap((h) => [...h.misplaced, ...differences(source, h, exported.get(h) ?? [])]),
    ...diagnostics.map(({ code, message }) => `${code}: ${message}`),
    ...unhandled.map((reason) => `unhandledRejection: ${String(reason)}`),
  ];
  if (wrong.length > 0) throw new Error(`${wrong.slice(0, 10).join('\n')}\n\n${source.text}`);
  for (const runs of exported.values()) count.runs += runs.length;
  count.programs += generated.length * executions.length;
  for (const { probes } of executions) count.probes += probes;
  for (const { status } of exporter.runs) count.statuses[status] = (count.statuses[status] ?? 0) + 1;
}

/**
 * Runs random programs until this many runs were compared, and stops at the first that is wrong. With a path, runs only
 * the one that it leads to.
 */
export async function runPrograms(options: ProgramsOptions): Promise<ProgramsReport> {
  const { firstSeed, wantedRuns, isBare, path } = options;
  configure({ exporter, enabled: true, onDiagnostic: (diagnostic) => void diagnostics.push(diagnostic) });
  process.on('unhandledRejection', (reason) => void unhandled.push(reason));
  const count: Count = { runs: 0, probes: 0, programs: 0, statuses: {} };
  const property = fc.asyncProperty(programs, (generated) => runOnce(generated, count, isBare));
  for (let seed = firstSeed; count.runs < wantedRuns; seed++) {
    const details = await fc.check(property, { seed, numRuns: textsPerSeed, ...(path === undefined ? {} : { path }) });
    if (details.failed) return { ...count, failure: failureText(details, seed) };
    if (path !== undefined) break;
  }
  return count;
}

function failureText({ errorInstance, counterexamplePath }: fc.RunDetails<[Programs]>, seed: number): string {
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `TRACENEST_SEED=${seed}:${counterexamplePath ?? ''} runs the smallest one again.\n${message}`;
}
