import { formatCount } from '../model/format.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Icon } from '../parts/Icon.js';
import type { TraceList } from './useTraceList.js';

interface LiveButtonProps {
  readonly list: TraceList;
  readonly isPaused: boolean;
  /** Whether the list holds still because it is being read further down. */
  readonly isScrolled: boolean;
  readonly onPause: (isPaused: boolean) => void;
}

/** Says whether the list follows what arrives, and stops or goes on with it. */
export function LiveButton({ list, isPaused, isScrolled, onPause }: LiveButtonProps) {
  useShortcuts('Live', [
    { keys: 'p', label: 'Pause, or go on', run: () => onPause(!isPaused) },
    { keys: 'r', label: 'Load anew', run: list.reload },
  ]);
  const state = !list.isConnected ? 'lost' : isPaused ? 'paused' : 'live';
  const text = { lost: 'Reconnecting…', paused: 'Paused', live: 'Live' }[state];
  const show = (): void => {
    if (isPaused) onPause(false);
    else if (!isScrolled) list.reload();
    document.querySelector('.trace-rows')?.scrollTo({ top: 0 });
  };
  return (
    <div class="live-tools">
      {list.waiting > 0 && (
        <button class="small-button waiting" type="button" onClick={show}>
          {formatCount(list.waiting)} new or changed
        </button>
      )}
      <button
        class={`live-button live-${state}`}
        type="button"
        aria-pressed={!isPaused}
        onClick={() => onPause(!isPaused)}
        title="Pause, or go on (p)"
      >
        <span class="live-dot" />
        <span>{text}</span>
        <Icon name={isPaused ? 'play' : 'pause'} />
      </button>
    </div>
  );
}
