import { useState } from 'preact/hooks';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string | Promise<string>;
  readonly icon?: IconName;
}

/** Copies a text that is made when it is asked for. */
export function CopyButton({ label, text, icon = 'copy' }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await text());
      setState('done');
    } catch {
      setState('failed');
    }
    setTimeout(() => setState('ready'), 1500);
  };
  return (
    <button class="small-button" type="button" onClick={() => void copy()} title={`Copy ${label}`}>
      <Icon name={state === 'done' ? 'check' : icon} />
      <span>{state === 'done' ? 'Copied' : state === 'failed' ? 'Not allowed' : label}</span>
    </button>
  );
}
