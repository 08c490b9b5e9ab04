import type { Misplacement } from '../../wire/misplacement.js';
import type { PathSegment } from '../model/criticalPath.js';
import type { RunTimes } from '../model/runTimes.js';
import type { StreamedTexts } from '../model/streamedText.js';
import type { TraceRuns } from '../model/traceRuns.js';
import type { Tree } from '../model/tree.js';

/** What the ways to look at a trace share. */
export interface TraceView {
  readonly runs: TraceRuns;
  readonly tree: Tree;
  readonly times: RunTimes;
  /** The first start and the last end. */
  readonly from: number;
  readonly to: number;
  readonly misplaced: ReadonlyMap<number, Misplacement>;
  /** Whether misplaced runs are drawn where they most likely belong. */
  readonly isPlaced: boolean;
  /** What runs that go on have streamed. */
  readonly streamed: StreamedTexts;
  /** The critical path by run; `undefined` while it is not shown. */
  readonly path: ReadonlyMap<number, readonly PathSegment[]> | undefined;
  readonly selected: number | null;
  readonly select: (run: number | null) => void;
  /** Runs that the search has found; `undefined` where nothing is searched for. */
  readonly found: ReadonlySet<number> | undefined;
}
