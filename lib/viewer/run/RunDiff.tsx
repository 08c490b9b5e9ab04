import { useMemo } from 'preact/hooks';
import type { PartName, RunDetail } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { diffValues } from '../model/diffTexts.js';
import { Icon } from '../parts/Icon.js';
import { DiffLines } from './DiffLines.js';
import { Section } from './Section.js';

const compared: readonly { name: PartName; title: string }[] = [
  { name: 'inputs', title: 'Input' },
  { name: 'outputs', title: 'Output' },
  { name: 'error', title: 'Error' },
];

interface RunDiffProps {
  readonly detail: RunDetail;
  /** The run that this one is measured by. */
  readonly otherId: string;
  readonly onClose: () => void;
}

/** How a run differs from another one. */
export function RunDiff({ detail, otherId, onClose }: RunDiffProps) {
  const { value: other, error } = useLoaded(`run ${otherId}`, (signal) => traceServer.run(otherId, signal));
  return (
    <section class="run-diff" aria-label="Difference">
      <header class="run-diff-head">
        <span>
          <del>{other?.name ?? otherId}</del> <Icon name="chevron" /> <ins>{detail.name}</ins>
        </span>
        <button class="icon-button" type="button" aria-label="End the comparison" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error !== undefined && <p role="alert">{error.message}</p>}
      {other !== undefined &&
        compared.map((part) => <PartDiff key={part.name} {...part} left={other} right={detail} />)}
    </section>
  );
}

interface PartDiffProps {
  readonly name: PartName;
  readonly title: string;
  readonly left: RunDetail;
  readonly right: RunDetail;
}

export function PartDiff({ name, title, left, right }: PartDiffProps) {
  const before = left.parts[name];
  const after = right.parts[name];
  const lines = useMemo(() => diffValues(before?.value, after?.value), [before, after]);
  if (before === undefined && after === undefined) return null;
  const isCut = (before?.cuts.length ?? 0) + (after?.cuts.length ?? 0) > 0;
  const isSame = lines?.every((line) => line.kind === 'same') === true;
  return (
    <Section title={title} isOpen={!isSame} aside={isSame ? <span class="section-size">the same</span> : undefined}>
      {lines === undefined ? (
        <p class="hint">They differ too much to be laid side by side.</p>
      ) : (
        <DiffLines lines={lines} />
      )}
      {isCut && <p class="hint">Large: only the beginnings are compared.</p>}
    </Section>
  );
}
