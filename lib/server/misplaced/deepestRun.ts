import type { TraceSkeleton } from '../../wire/traceSkeleton.js';

/** A run as a place for another. */
export interface Place {
  readonly runId: string;
  readonly name: string;
  /** Levels below the root. */
  readonly depth: number;
  /** Runs of the same depth that were going on at that time too: the more, the less is known. */
  readonly rivals: number;
}

/** Microseconds of rounding between clocks. */
const slack = 0.002;

function depths({ columns }: TraceSkeleton): Int32Array {
  const known = new Int32Array(columns.id.length).fill(-1);
  for (let index = 0; index < known.length; index++) {
    const path: number[] = [];
    let at = index;
    // A path that closes on itself, which only a broken client makes, ends after as many steps as there are runs.
    while (at >= 0 && known[at] === -1 && path.length <= known.length) {
      path.push(at);
      at = columns.parent[at] ?? -1;
    }
    let depth = at < 0 ? -1 : (known[at] ?? -1);
    for (const run of path.reverse()) known[run] = depth += 1;
  }
  return known;
}

/**
 * The deepest run of a trace that was going on all the time from `start` to `end`, in milliseconds since the epoch: who most likely
 * started what ran then. `except`: runs that cannot be it.
 */
export function deepestRun(
  skeleton: TraceSkeleton,
  start: number,
  end: number,
  except: ReadonlySet<string>,
): Place | undefined {
  const { columns, startTime, texts } = skeleton;
  const depth = depths(skeleton);
  let best = -1;
  let rivals = 0;
  for (let index = 0; index < columns.id.length; index++) {
    const from = startTime + (columns.start[index] ?? 0);
    const duration = columns.duration[index] ?? -1;
    const to = duration < 0 ? Infinity : from + duration;
    if (from - slack > start || to + slack < end || except.has(columns.id[index] ?? '')) continue;
    const difference = best < 0 ? 1 : (depth[index] ?? 0) - (depth[best] ?? 0);
    if (difference > 0) {
      best = index;
      rivals = 0;
    } else if (difference === 0) rivals += 1;
  }
  if (best < 0) return undefined;
  const name = texts[columns.name[best] ?? -1] ?? '';
  return { runId: columns.id[best] ?? '', name, depth: depth[best] ?? 0, rivals };
}
