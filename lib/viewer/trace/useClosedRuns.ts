import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { closedBelow, depthOf, openedTo } from '../model/visibleRows.js';
import { ancestorsOf } from '../model/tree.js';
import type { Tree } from '../model/tree.js';

export interface ClosedRuns {
  readonly has: (run: number) => boolean;
  readonly set: ReadonlySet<number>;
  readonly toggle: (run: number) => void;
  /** Closes everything below a depth; `null` opens all. */
  readonly toDepth: (depth: number | null) => void;
  readonly depth: number;
}

/** Which runs of the tree are closed. What hides the selected run opens when it is selected. */
export function useClosedRuns(tree: Tree, selected: number | null): ClosedRuns {
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (selected !== null) setClosed((old) => openedTo(tree, old, selected));
  }, [selected, selected === null ? 0 : ancestorsOf(tree, selected).length]);
  const depth = useMemo(() => depthOf(tree), [tree]);
  const toggle = useCallback(
    (run: number): void =>
      setClosed((old) => {
        const next = new Set(old);
        if (!next.delete(run)) next.add(run);
        return next;
      }),
    [],
  );
  return {
    has: (run) => closed.has(run),
    set: closed,
    toggle,
    toDepth: (depth) => setClosed(depth === null ? new Set() : closedBelow(tree, depth)),
    depth,
  };
}
