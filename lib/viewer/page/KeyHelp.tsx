import { Dialog } from '../parts/Dialog.js';
import { currentShortcuts } from './shortcuts.js';
import type { Shortcut } from './shortcuts.js';

const keyNames: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
};

/** Keys that do the same stand in one line. */
function byLabel(shortcuts: readonly Shortcut[]): [label: string, keys: string[]][] {
  const lines = new Map<string, string[]>();
  for (const { keys, label } of shortcuts) lines.set(label, [...(lines.get(label) ?? []), keys]);
  return [...lines];
}

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="key-groups">
        {currentShortcuts().map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="key-list">
              {byLabel(shortcuts).map(([label, all]) => (
                <div key={label}>
                  <dt>
                    {all.map((keys) => (
                      <span key={keys}>
                        {(keys === ' ' ? [' '] : keys.split(' ')).map((key) => (
                          <kbd key={key}>{keyNames[key] ?? key}</kbd>
                        ))}
                      </span>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
