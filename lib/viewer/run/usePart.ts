import { useEffect, useState } from 'preact/hooks';
import type { Cut, Part, PartName } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { growPart } from '../model/growPart.js';
import { beginsAsImage } from '../model/imageSource.js';
import { valueAt } from '../model/jsonPointer.js';
import { moreItems } from './JsonTree.js';

export interface GrowingPart {
  /** The part with everything that was loaded since. */
  readonly part: Part;
  /** Loads more of what the server left out at a place. */
  readonly more: (cut: Cut) => void;
  readonly problem: string | undefined;
}

const moreCharacters = 100_000;
/** Half of a picture is no picture, so it is loaded whole, in few pieces. */
const pictureCharacters = 1_000_000;
const largestPicture = 12_000_000;

/** A part of a run that grows as more of it is asked for. Pictures in it are loaded at once. */
export function usePart(runId: string, name: PartName, told: Part): GrowingPart {
  const [part, setPart] = useState(told);
  const [problem, setProblem] = useState<string>();
  useEffect(() => setPart(told), [told]);
  const load = async (cut: Cut, limit: number): Promise<void> => {
    try {
      const slice = await traceServer.slice(runId, name, { path: cut.path, offset: cut.shown, limit });
      // The run may have changed meanwhile, or the same piece may have been asked for twice.
      setPart((old) => (old.cuts.includes(cut) ? growPart(old, cut, slice) : old));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const picture = part.cuts.find((cut) => isPicture(part, cut));
  useEffect(() => {
    if (picture !== undefined) void load(picture, pictureCharacters);
  }, [picture]);
  return {
    part,
    more: (cut) => void load(cut, cut.kind === 'string' ? moreCharacters : moreItems),
    problem,
  };
}

function isPicture({ value }: Part, { kind, path, total }: Cut): boolean {
  if (kind !== 'string' || total > largestPicture) return false;
  const text = valueAt(value, path);
  return typeof text === 'string' && beginsAsImage(text);
}
