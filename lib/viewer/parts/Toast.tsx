import { useEffect } from 'preact/hooks';
import { Icon } from './Icon.js';

const shownMs = 8000;

/** A short message at the edge that goes by itself. */
export function Toast({ text, onClose }: { text: string; onClose: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onClose, shownMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="toast" role="status">
      <span>{text}</span>
      <button class="icon-button" type="button" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
