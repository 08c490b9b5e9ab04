import { useRef } from 'preact/hooks';

interface SplitterProps {
  readonly label: string;
  /** Share of the width that is left of it, from 0 to 1. */
  readonly share: number;
  readonly onChange: (share: number) => void;
}

const least = 0.2;
const most = 0.85;
const step = 0.04;

/** A line between two panes that can be moved, by pointer and by arrow keys. */
export function Splitter({ label, share, onChange }: SplitterProps) {
  const isDragging = useRef(false);
  const set = (value: number): void => onChange(Math.min(most, Math.max(least, value)));
  const move = (event: PointerEvent): void => {
    const panes = (event.currentTarget as HTMLElement).parentElement?.getBoundingClientRect();
    if (isDragging.current && panes !== undefined) set((event.clientX - panes.left) / panes.width);
  };
  return (
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={least * 100}
      aria-valuemax={most * 100}
      onPointerDown={(event) => {
        isDragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={() => (isDragging.current = false)}
      onKeyDown={(event) => {
        const change = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
        if (change === 0) return;
        event.preventDefault();
        event.stopPropagation();
        set(share + change);
      }}
    />
  );
}
