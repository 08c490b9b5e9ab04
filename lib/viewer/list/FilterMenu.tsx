import { useEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../model/format.js';
import { Icon } from '../parts/Icon.js';

interface FilterMenuProps {
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly count?: number }[];
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

const manyValues = 8;

/** A menu of values to filter by, several at once, with a field to find one among many. */
export function FilterMenu({ label, values, chosen, onToggle }: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      if (event.target instanceof Node && element.current?.contains(event.target) !== true) setOpen(false);
    };
    addEventListener('pointerdown', close);
    element.current?.querySelector<HTMLElement>('input')?.focus();
    return () => removeEventListener('pointerdown', close);
  }, [isOpen]);
  const shown = values.filter(({ value }) => value.toLowerCase().includes(text.toLowerCase()));
  return (
    <div
      class="menu"
      ref={element}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        element.current?.querySelector('button')?.focus();
      }}
    >
      <button class="select-button" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{label}</span>
        {chosen.length > 0 && <span class="count-badge">{chosen.length}</span>}
        <Icon name="down" />
      </button>
      {isOpen && (
        <div class="menu-panel" role="group" aria-label={label}>
          {values.length > manyValues && (
            <input
              class="field"
              type="search"
              placeholder={`Find a ${label.toLowerCase()}`}
              aria-label={`Find a ${label.toLowerCase()}`}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
          <div class="menu-values">
            {shown.map(({ value, count }) => (
              <label key={value} class="menu-value">
                <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
                <span class="menu-text">{value}</span>
                {count !== undefined && <span class="menu-count">{formatCount(count)}</span>}
              </label>
            ))}
            {shown.length === 0 && <p class="menu-empty">Nothing here</p>}
          </div>
        </div>
      )}
    </div>
  );
}
