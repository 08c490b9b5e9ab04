import { useState } from 'preact/hooks';
import { formatDuration } from '../model/format.js';
import { ancestorsOf, childrenOf } from '../model/tree.js';
import { useShortcuts } from '../page/shortcuts.js';
import { FlameCanvas } from './FlameCanvas.js';
import { TimeRuler } from './TimeRuler.js';
import type { TraceView } from './traceView.js';

const zoomStep = 1.5;

/** The whole trace as a picture: time to the right, calls downwards. */
export function FlameView({ view }: { view: TraceView }) {
  const { times, selected } = view;
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const [hovered, setHovered] = useState<number | null>(null);
  const window = zoom ?? { from: view.from, to: view.to };
  useFlameKeys(view, window, setZoom);
  const zoomTo = (run: number | null): void => {
    if (run === null) return setZoom(undefined);
    setZoom({ from: times.start[run] ?? 0, to: Math.max(times.end[run] ?? 0, (times.start[run] ?? 0) + 0.01) });
  };
  return (
    <div class="flame-view">
      <TimeRuler {...window} isZoomed={zoom !== undefined} onReset={() => setZoom(undefined)} />
      <FlameCanvas
        view={view}
        {...window}
        hovered={hovered}
        onHover={setHovered}
        onZoomTo={zoomTo}
        onZoom={(isIn, share) => setZoom(zoomed(view, window, isIn ? 1 / zoomStep : zoomStep, share))}
      />
      <p class="flame-legend" role="status">
        {hovered === null && selected === null
          ? 'Click a run to see it, double-click to zoom to it, Ctrl and wheel to zoom'
          : describe(view, hovered ?? selected ?? 0)}
      </p>
      <span class="hidden-text">{view.runs.count} runs</span>
    </div>
  );
}

function describe({ runs, times }: TraceView, run: number): string {
  return `${runs.name(run)} · ${runs.runType(run)} · ${formatDuration((times.end[run] ?? 0) - runs.start(run))}`;
}

function zoomed(view: TraceView, window: { from: number; to: number }, factor: number, share: number) {
  const middle = window.from + (window.to - window.from) * share;
  const span = Math.max((window.to - window.from) * factor, 0.001);
  if (span >= view.to - view.from) return undefined;
  return { from: middle - span * share, to: middle + span * (1 - share) };
}

function useFlameKeys(
  view: TraceView,
  window: { from: number; to: number },
  setZoom: (zoom: { from: number; to: number } | undefined) => void,
): void {
  const { tree, selected, select } = view;
  const to = (run: number | undefined): void => {
    if (run !== undefined) select(run);
  };
  const sibling = (step: 1 | -1): void => {
    if (selected === null) return to(tree.roots[0]);
    const above = tree.parent[selected] ?? -1;
    const siblings = above < 0 ? [...tree.roots] : [...childrenOf(tree, above)];
    to(siblings[siblings.indexOf(selected) + step]);
  };
  useShortcuts('Flame', [
    { keys: 'ArrowUp', label: 'Parent', run: () => selected !== null && to(ancestorsOf(tree, selected)[0]) },
    {
      keys: 'ArrowDown',
      label: 'First child',
      run: () => to(selected === null ? tree.roots[0] : childrenOf(tree, selected)[0]),
    },
    { keys: 'ArrowLeft', label: 'Sibling before', run: () => sibling(-1) },
    { keys: 'ArrowRight', label: 'Next sibling', run: () => sibling(1) },
    { keys: '+', label: 'Zoom in', run: () => setZoom(zoomed(view, window, 1 / zoomStep, 0.5)) },
    { keys: '-', label: 'Zoom out', run: () => setZoom(zoomed(view, window, zoomStep, 0.5)) },
    { keys: 'Z', label: 'Show all times', run: () => setZoom(undefined) },
  ]);
}
