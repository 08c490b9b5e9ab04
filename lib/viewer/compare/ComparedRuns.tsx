import type { AlignedRow } from '../model/alignTrees.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { Icon } from '../parts/Icon.js';
import { PartDiff } from '../run/RunDiff.js';
import { RunParts } from '../run/RunParts.js';
import type { ComparedSides } from './isDifferent.js';

interface ComparedRunsProps {
  readonly sides: ComparedSides;
  readonly row: AlignedRow;
  readonly onClose: () => void;
}

/** How the two runs of a row differ in what went in and what came out. */
export function ComparedRuns({ sides, row, onClose }: ComparedRunsProps) {
  const ids = [
    row.left === null ? null : sides.left.id(row.left),
    row.right === null ? null : sides.right.id(row.right),
  ] as const;
  const { value, error } = useLoaded(`compared ${ids.join(' ')}`, (signal) =>
    Promise.all(ids.map(async (id) => (id === null ? undefined : traceServer.run(id, signal)))),
  );
  const [left, right] = value ?? [];
  const only = left ?? right;
  return (
    <aside class="run-panel" aria-label="Both runs">
      <header class="run-head">
        <div class="run-title">
          <h2>{only?.name ?? 'Loading…'}</h2>
          <button class="icon-button run-close" type="button" aria-label="Close the row" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      </header>
      {error !== undefined && <p role="alert">{error.message}</p>}
      {left !== undefined && right !== undefined ? (
        <>
          <PartDiff name="inputs" title="Input" left={left} right={right} />
          <PartDiff name="outputs" title="Output" left={left} right={right} />
          <PartDiff name="error" title="Error" left={left} right={right} />
          <PartDiff name="extra" title="Metadata" left={left} right={right} />
        </>
      ) : (
        only !== undefined && <RunParts detail={only} />
      )}
    </aside>
  );
}
