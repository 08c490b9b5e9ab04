import { Dialog } from '../parts/Dialog.js';
import { currentShortcuts } from './shortcuts.js';

const keyNames: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
};

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="key-groups">
        {currentShortcuts().map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="key-list">
              {shortcuts.map(({ keys, label }) => (
                <div key={keys}>
                  <dt>
                    {(keys === ' ' ? [' '] : keys.split(' ')).map((key) => (
                      <kbd key={key}>{keyNames[key] ?? key}</kbd>
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
