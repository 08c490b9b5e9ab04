import type { PartName } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { formatBytes } from '../model/format.js';
import type { GrowingPart } from './usePart.js';

interface CutHintProps {
  readonly runId: string;
  readonly name: PartName;
  readonly growing: GrowingPart;
  /** Whether every cut has a button of its own where it is, as in a tree. */
  readonly isTree?: boolean;
}

/** Says that some of a part is left out, and gets more of it, or all. */
export function CutHint({ runId, name, growing: { part, more, problem }, isTree = false }: CutHintProps) {
  if (problem !== undefined) return <p role="alert">{problem}</p>;
  if (part.cuts.length === 0) return null;
  return (
    <p class="hint cut-hint">
      <span>Large: some of it is left out{isTree ? ' until you ask for more' : ''}.</span>
      {!isTree && (
        <button class="link-button" type="button" onClick={() => part.cuts.forEach(more)}>
          Show more
        </button>
      )}
      <a href={traceServer.rawPart(runId, name)} download={`${name}.json`}>
        Save all {formatBytes(part.size)}
      </a>
    </p>
  );
}
