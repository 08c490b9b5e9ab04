import type { Misplacement } from '../../wire/misplacement.js';
import type { TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import type { RunCondition } from '../store/runCondition.js';
import type { TraceStore } from '../store/traceStore.js';
import { deepestRun, type Place } from './deepestRun.js';
import { explanations } from './explanations.js';
import { isSameProcess } from './processOf.js';

const mostCandidates = 20;
const sampleSize = 20;
/** How far back a trace is looked for that a root may have been lost from. */
const windowMs = 15 * 60_000;

/** Where runs of a name stand in other traces. */
interface Habit {
  readonly asRoot: number;
  readonly below: ReadonlyMap<string, number>;
  readonly asChild: number;
}

function named(name: string, isRoot: boolean): RunCondition {
  return {
    kind: 'and',
    all: [
      { kind: 'compare', field: 'name', operator: '=', value: name },
      { kind: 'root', isRoot },
    ],
  };
}

async function habitOf(store: TraceStore, root: TraceSummary): Promise<Habit> {
  const query = { order: 'desc', limit: sampleSize } as const;
  const [children, roots] = await Promise.all([
    store.listRuns({ ...query, condition: named(root.name, false) }),
    store.listRuns({ ...query, condition: named(root.name, true) }),
  ]);
  const below = new Map<string, number>();
  for (const { row } of children.runs) {
    const parent = row.parentId === null ? undefined : await store.run(row.parentId);
    if (parent !== undefined) below.set(parent.row.name, (below.get(parent.row.name) ?? 0) + 1);
  }
  return { asRoot: roots.runs.filter(({ row }) => row.id !== root.runId).length, asChild: children.runs.length, below };
}

/** What is known of a root and a place for it. */
interface Clues {
  readonly root: TraceSummary;
  readonly place: Place;
  readonly habit: Habit;
  readonly isSameProcess: boolean | undefined;
  /** Other traces that were going on around the root. */
  readonly otherTraces: number;
}

interface Judgement {
  readonly confidence: number;
  readonly evidence: readonly string[];
}

/**
 * How likely a root belongs to a place. Time alone says little where much runs at once; that runs of this name have such a parent
 * elsewhere says most.
 */
function judge({ root, place, habit, isSameProcess: same, otherTraces }: Clues): Judgement {
  const evidence = [`It started and ended while ${place.name} was going on.`];
  let confidence = 0.45;
  const alike = habit.below.get(place.name) ?? 0;
  if (alike > 0) {
    confidence += 0.35;
    evidence.push(`In ${alike} other ${alike === 1 ? 'case' : 'cases'} ${root.name} ran below ${place.name}.`);
  } else if (habit.asRoot > 2 * habit.asChild + 1) {
    confidence -= 0.25;
    evidence.push(`${root.name} is mostly a root: in ${habit.asRoot} other traces.`);
  }
  if (same === true) {
    confidence += 0.2;
    evidence.push('Both ran in the same process.');
  }
  if (otherTraces > 0) {
    confidence -= Math.min(0.3, 0.1 * otherTraces);
    evidence.push(`${otherTraces} other ${otherTraces === 1 ? 'trace was' : 'traces were'} going on at that time too.`);
  }
  if (place.rivals > 0) {
    confidence -= 0.1;
    evidence.push(`${place.rivals} other ${place.rivals === 1 ? 'run' : 'runs'} of that trace would do as well.`);
  }
  return { confidence: Math.round(Math.max(0.05, Math.min(0.95, confidence)) * 100) / 100, evidence };
}

function contains(outer: TraceSummary, inner: TraceSummary): boolean {
  const end = inner.endTime ?? inner.startTime;
  return outer.startTime < inner.startTime && (outer.endTime === null || outer.endTime >= end);
}

/** Traces that were going on around a root. */
async function tracesAround(store: TraceStore, root: TraceSummary): Promise<readonly TraceSummary[]> {
  const { traces } = await store.listTraces({
    project: [root.project],
    from: root.startTime - windowMs,
    to: root.startTime + 0.001,
    limit: 200,
  });
  return traces.filter((trace) => trace.traceId !== root.traceId && contains(trace, root));
}

async function lostRoot(
  store: TraceStore,
  root: TraceSummary,
  outer: TraceSkeleton,
  otherTraces: number,
): Promise<Misplacement | undefined> {
  const place = deepestRun(outer, root.startTime, root.endTime ?? root.startTime, new Set());
  if (place === undefined) return undefined;
  const same = isSameProcess(await store.run(root.runId), await store.run(place.runId));
  // Two that both say where they ran, and say different things, have nothing to do with each other.
  if (same === false) return undefined;
  const { confidence, evidence } = judge({
    root,
    place,
    habit: await habitOf(store, root),
    isSameProcess: same,
    otherTraces,
  });
  return {
    kind: 'lost-root',
    runId: root.runId,
    traceId: root.traceId,
    name: root.name,
    suggested: { traceId: outer.summary.traceId, runId: place.runId, name: place.name },
    confidence,
    evidence,
    cause: 'context-lost',
    ...explanations['context-lost'](root.name),
  };
}

/** The trace itself, where its root looks like a lost child of another trace. */
export async function lostFrom(store: TraceStore, root: TraceSummary): Promise<Misplacement[]> {
  if (!root.hasRoot) return [];
  const around = await tracesAround(store, root);
  const found: Misplacement[] = [];
  for (const { traceId } of around.slice(0, 3)) {
    const outer = await store.trace(traceId);
    const lost = outer === undefined ? undefined : await lostRoot(store, root, outer, around.length - 1);
    if (lost !== undefined) found.push(lost);
  }
  return found.sort((one, other) => other.confidence - one.confidence).slice(0, 1);
}

/** Roots elsewhere that look like lost children of a trace. */
export async function lostChildren(store: TraceStore, outer: TraceSkeleton): Promise<Misplacement[]> {
  const { summary } = outer;
  const to = summary.endTime ?? summary.startTime + windowMs;
  const { traces } = await store.listTraces({ project: [summary.project], from: summary.startTime, to, limit: 200 });
  const roots = traces.filter(
    (trace) => trace.hasRoot && trace.traceId !== summary.traceId && contains(summary, trace),
  );
  const found: Misplacement[] = [];
  for (const root of roots.slice(0, mostCandidates)) {
    const others = (await tracesAround(store, root)).length - 1;
    const lost = await lostRoot(store, root, outer, Math.max(0, others));
    if (lost !== undefined) found.push(lost);
  }
  return found;
}
