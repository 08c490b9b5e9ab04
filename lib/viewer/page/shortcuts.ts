import { useEffect, useRef } from 'preact/hooks';

/** A key and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` tells it: `j`, `N`, `?`, `ArrowDown`; two in a row with a space: `g t`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

interface Group {
  readonly title: string;
  shortcuts: readonly Shortcut[];
}

const groups = new Set<Group>();
let pending = '';
let pendingSince = 0;
const sequenceMs = 1000;

/** What the keys do at this moment, for the list behind `?`. */
export function currentShortcuts(): readonly { title: string; shortcuts: readonly Shortcut[] }[] {
  const byTitle = new Map<string, Shortcut[]>();
  for (const { title, shortcuts } of groups) byTitle.set(title, [...(byTitle.get(title) ?? []), ...shortcuts]);
  return [...byTitle].map(([title, shortcuts]) => ({ title, shortcuts }));
}

/** Gives keys a meaning for as long as the component is there; the latest component wins. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const group = useRef<Group>({ title, shortcuts });
  group.current.shortcuts = shortcuts;
  useEffect(() => {
    const own = group.current;
    groups.add(own);
    return () => void groups.delete(own);
  }, []);
}

/** Keys typed into a field are text; a key with a modifier is the browser's. A closed dialog has the focus for a moment yet. */
function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog[open]'))
    return false;
  // Buttons and links are pressed with these.
  return !(
    (event.key === 'Enter' || event.key === ' ') &&
    target instanceof Element &&
    target.closest('button, a, summary')
  );
}

export function handleKey(event: KeyboardEvent): void {
  if (!isOurs(event)) return;
  const sequence =
    performance.now() - pendingSince < sequenceMs && pending !== '' ? `${pending} ${event.key}` : event.key;
  for (const wanted of [sequence, event.key]) {
    const found = [...groups].reverse().flatMap((group) => group.shortcuts.find((one) => one.keys === wanted) ?? []);
    const [shortcut] = found;
    if (shortcut === undefined) continue;
    pending = '';
    event.preventDefault();
    shortcut.run();
    return;
  }
  pending = event.key;
  pendingSince = performance.now();
}
