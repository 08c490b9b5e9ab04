import { formatCount } from '../model/format.js';
import { useShortcuts } from '../page/shortcuts.js';
import { Icon } from '../parts/Icon.js';
import type { TraceList } from './useTraceList.js';

interface LiveButtonProps {
  readonly list: TraceList;
  readonly isPaused: boolean;
  readonly onPause: (isPaused: boolean) => void;
}

/** Says whether the list follows what arrives, and stops or goes on with it. */
export function LiveButton({ list, isPaused, onPause }: LiveButtonProps) {
  useShortcuts('Live', [
    { keys: 'p', label: 'Pause, or go on', run: () => onPause(!isPaused) },
    { keys: 'r', label: 'Load anew', run: list.reload },
  ]);
  const state = !list.isConnected ? 'lost' : isPaused ? 'paused' : 'live';
  const text = { lost: 'Reconnecting…', paused: 'Paused', live: 'Live' }[state];
  return (
    <div class="live-tools">
      {list.waiting > 0 && (
        <button class="small-button waiting" type="button" onClick={() => (isPaused ? onPause(false) : list.reload())}>
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
