import { resolvedColour } from '../parts/resolvedColour.js';
import { knownRunType } from '../parts/runType.js';
import type { TraceView } from './traceView.js';

export interface FlamePicture {
  readonly view: TraceView;
  /** By run: its line. */
  readonly lanes: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Pixels that are scrolled away above. */
  readonly top: number;
  readonly hovered: number | null;
}

export const laneHeight = 20;
const padding = 4;

/** Pixels above a lane. */
export function laneTop(lane: number): number {
  return padding + lane * laneHeight;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Narrower ones get no text. */
const textWidth = 34;

/** Draws the runs that are seen; those too thin to be seen beside each other become one. */
export function drawFlame(canvas: HTMLCanvasElement, picture: FlamePicture, size: Size): void {
  const { width, height } = size;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colours = new Map<string, string>();
  const colour = (name: string): string => {
    const known = colours.get(name) ?? resolvedColour(canvas, name);
    colours.set(name, known);
    return known;
  };
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  const drawnTo: number[] = [];
  for (const run of picture.view.tree.order) drawRun(context, picture, run, size, drawnTo, colour);
}

function drawRun(
  context: CanvasRenderingContext2D,
  { view, lanes, from, to, top, hovered }: FlamePicture,
  run: number,
  { width, height }: Size,
  drawnTo: number[],
  colour: (name: string) => string,
): void {
  const { runs, times } = view;
  const scale = width / (to - from);
  const left = ((times.start[run] ?? 0) - from) * scale;
  const right = ((times.end[run] ?? 0) - from) * scale;
  const lane = lanes[run] ?? 0;
  const y = laneTop(lane) - top;
  if (right < 0 || left > width || y < -laneHeight || y > height) return;
  const isMarked = run === view.selected || run === hovered;
  if (!isMarked && right <= (drawnTo[lane] ?? -1)) return;
  const x = Math.max(left, 0);
  const barWidth = Math.max(Math.min(right, width) - x - 0.5, 1);
  drawnTo[lane] = x + barWidth + 0.5;
  const isDim = (view.found !== undefined && !view.found.has(run)) || (view.path !== undefined && !view.path.has(run));
  context.globalAlpha = isDim ? 0.3 : 1;
  const type = knownRunType(runs.runType(run));
  context.fillStyle = colour(runs.status(run) === 'error' ? '--bad-soft' : `--type-${type}-soft`);
  context.fillRect(x, y, barWidth, laneHeight - 2);
  context.fillStyle = colour(runs.status(run) === 'error' ? '--bad' : `--type-${type}`);
  context.fillRect(x, y, Math.min(3, barWidth), laneHeight - 2);
  if (barWidth > textWidth) {
    context.fillStyle = colour('--text');
    context.save();
    context.beginPath();
    context.rect(x, y, barWidth - 3, laneHeight);
    context.clip();
    context.fillText(runs.name(run).slice(0, 200), x + 7, y + laneHeight / 2 - 0.5);
    context.restore();
  }
  if (isMarked) {
    context.strokeStyle = colour('--focus');
    context.lineWidth = 2;
    context.strokeRect(x + 0.5, y + 0.5, Math.max(barWidth - 1, 2), laneHeight - 3);
  }
}

/** The run that is drawn at a place, the shortest where several are. */
export function runAt(picture: FlamePicture, x: number, y: number, width: number): number | null {
  const { view, lanes, from, to, top } = picture;
  const lane = Math.floor((y + top - padding) / laneHeight);
  const time = from + (x / Math.max(1, width)) * (to - from);
  const slack = ((to - from) / Math.max(1, width)) * 1.5;
  let best: number | null = null;
  for (const run of view.tree.order) {
    if (lanes[run] !== lane) continue;
    const start = view.times.start[run] ?? 0;
    const end = view.times.end[run] ?? 0;
    if (time < start || time > Math.max(end, start + slack)) continue;
    if (best === null || end - start < (view.times.end[best] ?? 0) - (view.times.start[best] ?? 0)) best = run;
  }
  return best;
}
