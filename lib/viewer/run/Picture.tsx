import { useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog.js';

/** A picture as a thumbnail that opens in full. */
export function Picture({ source, name }: { source: string; name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button class="picture" type="button" aria-label={`Open ${name}`} onClick={() => setOpen(true)}>
        <img src={source} alt={name} loading="lazy" />
      </button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <img class="picture-full" src={source} alt={name} />
        </Dialog>
      )}
    </>
  );
}
