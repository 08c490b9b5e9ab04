import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { flameLanes } from '../model/flameLanes.js';
import { drawFlame, laneHeight, laneTop, runAt } from './drawFlame.js';
import type { FlamePicture } from './drawFlame.js';
import type { TraceView } from './traceView.js';

interface FlameCanvasProps {
  readonly view: TraceView;
  readonly from: number;
  readonly to: number;
  readonly hovered: number | null;
  readonly onHover: (run: number | null) => void;
  /** To the times of a run; `null`: to all times. */
  readonly onZoomTo: (run: number | null) => void;
  /** By a step, around a place of the width from 0 to 1. */
  readonly onZoom: (isIn: boolean, share: number) => void;
}

/** The lanes. The canvas is as large as what is seen of them and stays there: no browser draws one for 2,000 lanes. */
export function FlameCanvas({ view, from, to, hovered, onHover, onZoomTo, onZoom }: FlameCanvasProps) {
  const { tree, times, selected, select } = view;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const [top, setTop] = useState(0);
  const lanes = useMemo(() => flameLanes(tree, times), [tree, times]);
  const deepest = useMemo(() => lanes.reduce((most, lane) => Math.max(most, lane), 0), [lanes]);
  const picture: FlamePicture = { view, lanes, from, to, top, hovered };
  useEffect(() => {
    if (canvas.current !== null) drawFlame(canvas.current, picture, size);
  });
  useEffect(() => {
    if (selected !== null) showLane(scroller.current, lanes[selected] ?? 0);
  }, [selected]);
  const at = (event: MouseEvent): number | null => runAt(picture, event.offsetX, event.offsetY, size.width);
  return (
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
        onMouseMove={(event) => onHover(at(event))}
        onMouseLeave={() => onHover(null)}
        onClick={(event) => select(at(event))}
        onDblClick={(event) => onZoomTo(at(event))}
        onWheel={(event) => {
          if (!event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          onZoom(event.deltaY < 0, event.offsetX / Math.max(1, size.width));
        }}
      />
      <div style={{ height: `${Math.max(0, laneTop(deepest + 2) - size.height)}px` }} />
    </div>
  );
}

function useSize(element: { readonly current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const sizes = new ResizeObserver(() => setSize({ width: current.clientWidth, height: current.clientHeight }));
    sizes.observe(current);
    return () => sizes.disconnect();
  }, []);
  return size;
}

function showLane(scroller: HTMLElement | null, lane: number): void {
  if (scroller === null) return;
  const above = laneTop(lane) - scroller.scrollTop;
  if (above < 0 || above > scroller.clientHeight - laneHeight)
    scroller.scrollTop = laneTop(lane) - scroller.clientHeight / 2;
}
