import { useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog.js';

/** A picture as a thumbnail that opens in full. */
export function Picture({ source, name }: { source: string; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const [broken, setBroken] = useState<string>();
  if (broken === source) return <span class="hint">{name}: a picture that cannot be drawn</span>;
  return (
    <>
      <button class="picture" type="button" aria-label={`Open ${name}`} onClick={() => setOpen(true)}>
        <img src={source} alt={name} loading="lazy" onError={() => setBroken(source)} />
      </button>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <img class="picture-full" src={source} alt={name} />
        </Dialog>
      )}
    </>
  );
}
