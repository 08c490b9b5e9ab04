import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { resolvedColour } from '../parts/resolvedColour.js';

interface ChartLine {
  readonly label: string;
  /** Name of a custom property of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly isBar?: boolean;
}

interface ChartProps {
  readonly title: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** By powers of ten: for latencies, among which a slow one would flatten all others. */
  readonly isLogarithmic?: boolean;
  readonly onRange: (from: number, to: number) => void;
}

const height = 96;

export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const range = useRef(props.onRange);
  range.current = props.onRange;
  const plot = useRef<uPlot>(undefined);
  const [theme, setTheme] = useState(0);
  const data = [props.times, ...props.lines.map((line) => line.values)] as unknown as uPlot.AlignedData;
  useEffect(() => {
    const redraw = (): void => setTheme((turn) => turn + 1);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('tracenest:theme', redraw);
    scheme.addEventListener('change', redraw);
    return () => {
      removeEventListener('tracenest:theme', redraw);
      scheme.removeEventListener('change', redraw);
    };
  }, []);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    plot.current = new uPlot(
      chartOptions(props, element, (from, to) => range.current(from, to)),
      data,
      element,
    );
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      plot.current?.destroy();
    };
  }, [theme, props.stepMs]);
  useEffect(() => plot.current?.setData(data), [props.times, props.lines]);
  return (
    <figure class="chart">
      <figcaption>
        <span>{props.title}</span>
        <span class="chart-legend">
          {props.lines.map((line) => (
            <span key={line.label}>
              <i style={{ background: `var(${line.colour})` }} />
              {line.label}
            </span>
          ))}
        </span>
      </figcaption>
      <div class="chart-plot" ref={holder} role="img" aria-label={describe(props)} />
    </figure>
  );
}

/** A canvas says nothing to who does not see it: its latest figures do. */
function describe({ title, lines, format }: ChartProps): string {
  const latest = lines.map(({ label, values }) => {
    const value = values.findLast((one) => one !== null);
    return `${label} ${value == null ? 'none' : format(value)}`;
  });
  return `${title} over time; latest: ${latest.join(', ')}`;
}

function chartOptions(
  props: ChartProps,
  element: HTMLElement,
  onRange: (from: number, to: number) => void,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => resolvedColour(element, name);
  const axis = { stroke: colour('--text-faint'), font: `10px ${style.fontFamily}`, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    padding: [6, 14, 0, 0],
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 5 } },
    scales: {
      x: { range: (plot) => horizontalRange(plot.data[0], props.stepMs / 1000) },
      y: verticalScale(props.isLogarithmic === true),
    },
    axes: [
      {
        ...axis,
        size: 20,
        grid: { show: false },
        values: (_, marks, __, ___, step) => marks.map((mark) => timeLabel(mark, step)),
      },
      {
        ...axis,
        size: 52,
        splits: (_, __, least, most) => (props.isLogarithmic === true ? [least, most] : [0, most / 2, most / 1.08]),
        values: (_, marks) => marks.map((mark, index) => (index === 1 && marks.length > 2 ? '' : props.format(mark))),
        ...(props.isLogarithmic === true ? { filter: (_: uPlot, marks: number[]) => marks } : {}),
        grid: { stroke: colour('--line'), width: 1 },
      },
    ],
    series: [
      {},
      ...props.lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: line.isBar === true ? 0 : 1.5,
        // A line of one point would be nothing to see.
        points: { show: (plot: uPlot, index: number) => line.isBar !== true && countOf(plot.data[index]) === 1 },
        spanGaps: true,
        ...(line.isBar === true ? { fill: colour(line.colour), paths: uPlot.paths.bars?.({ size: [0.8, 18] }) } : {}),
      })),
    ] as uPlot.Series[],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          onRange(Math.floor(plot.posToVal(left, 'x') * 1000), Math.ceil(plot.posToVal(left + width, 'x') * 1000));
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
    },
  };
}

const day = 86_400;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** As the rest of the page writes times; midnight begins a day. */
function timeLabel(mark: number, step: number): string {
  const time = new Date(mark * 1000);
  const isMidnight = time.getHours() === 0 && time.getMinutes() === 0 && time.getSeconds() === 0;
  return (step >= day || isMidnight ? date : step < 60 ? seconds : clock).format(time);
}

/** A few steps fill no more of the width than they are worth. */
const leastSteps = 12;

/** From the data, as uPlot adds years to a single point. */
function horizontalRange(times: ArrayLike<number>, step: number): [number, number] {
  const margin = (Math.max(1, leastSteps - times.length) * step) / 2;
  return [(times[0] ?? 0) - margin, (times[times.length - 1] ?? 0) + margin];
}

function countOf(values: ArrayLike<number | null | undefined> = []): number {
  return Array.from(values).filter((value) => value != null).length;
}

function verticalScale(isLogarithmic: boolean): uPlot.Scale {
  const top = (most: number): number => (Number.isFinite(most) && most > 0 ? most : 1);
  if (!isLogarithmic) return { range: (_, __, most) => [0, top(most) * 1.08] };
  return { distr: 3, range: (_, least, most) => [Math.max(0.01, least > 0 ? least / 1.3 : 0.01), top(most) * 1.3] };
}
