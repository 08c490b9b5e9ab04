import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { flameLanes } from '../model/flameLanes.js';
import { formatDuration } from '../model/format.js';
import { ancestorsOf, childrenOf } from '../model/tree.js';
import { useShortcuts } from '../page/shortcuts.js';
import { drawFlame, laneHeight, laneTop, runAt } from './drawFlame.js';
import type { FlamePicture } from './drawFlame.js';
import { TimeRuler } from './TimeRuler.js';
import type { TraceView } from './traceView.js';

const zoomStep = 1.5;

/** The whole trace as a picture: time to the right, calls downwards. */
export function FlameView({ view }: { view: TraceView }) {
  const { tree, times, runs, selected, select } = view;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const [hovered, setHovered] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(0);
  const lanes = useMemo(() => flameLanes(tree, times), [tree, times]);
  const deepest = useMemo(() => lanes.reduce((most, lane) => Math.max(most, lane), 0), [lanes]);
  const window = zoom ?? { from: view.from, to: view.to };
  const picture: FlamePicture = { view, lanes, ...window, top, hovered };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current !== null) drawFlame(canvas.current, picture, size);
  });
  useEffect(() => {
    if (selected !== null) showLane(scroller.current, lanes[selected] ?? 0);
  }, [selected]);
  useFlameKeys(view, window, setZoom);
  const at = (event: MouseEvent): number | null => runAt(picture, event.offsetX, event.offsetY, size.width);
  const zoomTo = (run: number | null): void => {
    if (run === null) return setZoom(undefined);
    setZoom({ from: times.start[run] ?? 0, to: Math.max(times.end[run] ?? 0, (times.start[run] ?? 0) + 0.01) });
  };
  return (
    <div class="flame-view">
      <TimeRuler {...window} isZoomed={zoom !== undefined} onReset={() => setZoom(undefined)} />
      <div
        class="flame-scroll"
        ref={scroller}
        tabIndex={0}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        role="group"
        aria-label="Flame chart. The tree holds the same runs as a list"
      >
        <canvas
          ref={canvas}
          class="flame-canvas"
          onMouseMove={(event) => setHovered(at(event))}
          onMouseLeave={() => setHovered(null)}
          onClick={(event) => select(at(event))}
          onDblClick={(event) => zoomTo(at(event))}
          onWheel={(event) => {
            if (!event.ctrlKey && !event.metaKey) return;
            event.preventDefault();
            const share = event.offsetX / Math.max(1, size.width);
            setZoom(zoomed(view, window, event.deltaY < 0 ? 1 / zoomStep : zoomStep, share));
          }}
        />
        {/* The canvas is as large as what is seen of it and stays there: no browser draws one for 2,000 lanes. */}
        <div style={{ height: `${Math.max(0, laneTop(deepest + 1) + laneHeight - size.height)}px` }} />
      </div>
      <p class="flame-legend" role="status">
        {hovered === null && selected === null
          ? 'Click a run to see it, double-click to zoom to it, Ctrl and wheel to zoom'
          : describe(view, hovered ?? selected ?? 0)}
      </p>
      <span class="hidden-text">{runs.count} runs</span>
    </div>
  );
}

function showLane(scroller: HTMLElement | null, lane: number): void {
  if (scroller === null) return;
  const above = laneTop(lane) - scroller.scrollTop;
  if (above < 0 || above > scroller.clientHeight - laneHeight)
    scroller.scrollTop = laneTop(lane) - scroller.clientHeight / 2;
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
