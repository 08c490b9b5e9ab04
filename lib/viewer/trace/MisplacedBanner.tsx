import { useState } from 'preact/hooks';
import type { Misplacement } from '../../wire/misplacement.js';
import { plural } from '../model/format.js';
import { changeParameters } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Icon } from '../parts/Icon.js';
import { MisplacedCard } from './MisplacedCard.js';
import type { TraceView } from './traceView.js';

interface MisplacedBannerProps {
  readonly view: TraceView;
  readonly misplaced: readonly Misplacement[];
  readonly traceId: string;
}

/** Says that runs are not where they belong, why, and shows them where they most likely do. */
export function MisplacedBanner({ view, misplaced, traceId }: MisplacedBannerProps) {
  const [isOpen, setOpen] = useState(false);
  const here = [...view.misplaced.values()];
  const known = new Set(here.map((one) => one.runId));
  const all = [...here, ...misplaced.filter((one) => !known.has(one.runId))];
  const canPlace = all.some((one) => one.suggested?.traceId === traceId);
  const place = (): void => changeParameters({ placed: view.isPlaced ? null : '1' });
  useShortcuts('Nesting', [
    { keys: 'm', label: 'Show misplaced runs where they most likely belong', run: () => canPlace && place() },
  ]);
  if (all.length === 0) return null;
  return (
    <section class="misplaced" aria-label="Nesting">
      <div class="misplaced-line">
        <Icon name="misplaced" />
        <span class="misplaced-text">{sentence(all, traceId)}</span>
        <button class="small-button" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide why' : 'Why, and the fix'}
        </button>
        {canPlace && (
          <button class="small-button" type="button" aria-pressed={view.isPlaced} onClick={place} title="m">
            {placeLabel(view.isPlaced, all.length)}
          </button>
        )}
      </div>
      {isOpen && (
        <div class="misplaced-cards">
          {all.map((one) => (
            <MisplacedCard key={one.runId} misplaced={one} traceId={traceId} />
          ))}
        </div>
      )}
    </section>
  );
}

function placeLabel(isPlaced: boolean, count: number): string {
  if (count === 1) return isPlaced ? 'Show as it arrived' : 'Show where it belongs';
  return isPlaced ? 'Show as they arrived' : 'Show where they belong';
}

function sentence(all: readonly Misplacement[], traceId: string): string {
  const orphans = all.filter((one) => one.kind === 'missing-parent').length;
  const elsewhere = all.filter((one) => one.kind === 'lost-root' && one.traceId !== traceId).length;
  const isLost = all.some((one) => one.kind === 'lost-root' && one.traceId === traceId);
  const parts = [
    isLost ? 'This trace is probably the lost child of another one' : '',
    orphans > 0 ? `${plural(orphans, 'run')} arrived without ${orphans === 1 ? 'its parent' : 'their parents'}` : '',
    elsewhere > 0
      ? `${plural(elsewhere, 'other trace')} probably ${elsewhere === 1 ? 'belongs' : 'belong'} inside this one`
      : '',
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}
