import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { depthOf, isClosed, openedTo, turned } from '../model/visibleRows.js';
import type { Closing } from '../model/visibleRows.js';
import { ancestorsOf } from '../model/tree.js';
import type { Tree } from '../model/tree.js';
import { changeParameters } from '../page/location.js';

export interface ClosedRuns {
  /** Another function whenever another run is closed. */
  readonly has: (run: number) => boolean;
  readonly toggle: (run: number) => void;
  /** Closes everything below a depth; `null` opens all. */
  readonly toDepth: (depth: number | null) => void;
  /** What was chosen last, as the address says. */
  readonly depth: number | null;
  readonly deepest: number;
}

const none: ReadonlySet<number> = new Set();

/** Which runs of the tree are closed. What hides the selected run opens when it is selected. */
export function useClosedRuns(tree: Tree, selected: number | null, told: string | null): ClosedRuns {
  const depth = told !== null && /^\d{1,4}$/.test(told) ? Number(told) : null;
  const [closing, setClosing] = useState<Closing>({ depth, toggled: none });
  // By "back", or by hand in the address.
  if (closing.depth !== depth) setClosing({ depth, toggled: none });
  useEffect(() => {
    if (selected !== null) setClosing((old) => ({ ...old, toggled: openedTo(tree, old, selected) }));
  }, [selected, selected === null ? 0 : ancestorsOf(tree, selected).length]);
  const deepest = useMemo(() => depthOf(tree), [tree]);
  const toggle = useCallback(
    (run: number): void => setClosing((old) => ({ ...old, toggled: turned(old.toggled, run) })),
    [],
  );
  return {
    has: useCallback((run) => isClosed(tree, closing, run), [tree, closing]),
    toggle,
    toDepth: (next) => {
      setClosing({ depth: next, toggled: none });
      changeParameters({ depth: next === null ? null : String(next) });
    },
    depth,
    deepest,
  };
}
