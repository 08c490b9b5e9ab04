/** What figures are made of at most: the newest so many, so that a question to a store of any size has an answer soon. */
export const maxCounted = 50_000;

/** Milliseconds; `null` where nothing has ended. Each is at most 5 % off (runs are counted in logarithmic buckets). */
export interface LatencyPercentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Figures over some traces (or, with `of=runs`, runs). */
export interface StatsRow {
  readonly project: string;
  readonly name: string;
  readonly runType: string;
  readonly count: number;
  readonly running: number;
  readonly errors: number;
  readonly latency: LatencyPercentiles;
  readonly totalTokens: number;
  /** US dollars. */
  readonly cost: number;
  /** Start of the newest, in milliseconds since the epoch. */
  readonly lastStart: number;
}

/** A column of the charts over time. */
export interface StatsPoint {
  /** Where the column begins, in milliseconds since the epoch. It is {@link TraceStats.stepMs} wide. */
  readonly time: number;
  readonly count: number;
  readonly errors: number;
  readonly latency: LatencyPercentiles;
  readonly totalTokens: number;
  readonly cost: number;
}

/**
 * What `GET /api/stats` answers to a {@link TraceFilter}. With `of=runs`: over runs by name, not traces by root
 * (the filters `project`, `name`, `status`, `from`, `to` hold).
 */
export interface TraceStats {
  readonly total: Omit<StatsRow, 'project' | 'name' | 'runType'>;
  readonly byProject: readonly Omit<StatsRow, 'name' | 'runType'>[];
  /** Per project and name, the most frequent first, at most 200. */
  readonly byName: readonly StatsRow[];
  /** The oldest first; columns in which nothing started are left out. */
  readonly overTime: readonly StatsPoint[];
  readonly stepMs: number;
  /** Above {@link maxCounted} matches only the newest so many are counted, and this is true. */
  readonly isSampled: boolean;
}

/** What `GET /api/facets` answers: values to choose filters from, the most frequent first, at most 200 each. */
export interface Facets {
  readonly projects: readonly FacetValue[];
  readonly names: readonly FacetValue[];
  readonly tags: readonly FacetValue[];
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}
