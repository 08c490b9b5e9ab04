import { median } from '../timing.mjs';

const times = (value) => `${value.toFixed(2)} ×`;
const milliseconds = (value) => `${value.toFixed(1)} ms`;
const megabytes = (value) => `${Math.round(value)} MB`;

function atMost(title, limit, measured, format = times) {
  return { title: `${title} ≤ ${format(limit)}`, measured: format(measured), met: measured <= limit };
}

/**
 * Throughput is counted by processor time, of which the clock tells nothing where others are at work on the machine.
 *
 * @returns {{ title: string, measured: string, met: boolean }[]}
 */
export function checkTargets({ samples, large, calm, overload }) {
  const middle = (library, name) => median(samples[library].map((sample) => sample[name]));
  // Of each repetition, as what is busy beside it changes.
  const ofOther = (library) =>
    median(samples[library].map(({ cpuPerRun }, index) => cpuPerRun / samples.tracenest[index].cpuPerRun));
  const perSecond = 1e6 / middle('tracenest', 'cpuPerRun');
  const atLeast = (title, limit, measured) => ({
    title: `${title} ≥ ${limit} ×`,
    measured: times(measured),
    met: measured >= limit,
  });
  return [
    {
      title: 'runs per CPU second ≥ 35,000, or ≥ 0.85 × the floor',
      measured: `${Math.round(perSecond).toLocaleString('en-US')}, ${times(ofOther('floor'))} (of floor-multipart ${times(ofOther('floor-multipart'))})`,
      met: perSecond >= 35_000 || ofOther('floor') >= 0.85,
    },
    atLeast('of langsmith', 15, ofOther('langsmith')),
    atLeast('of OTel with OTLP', 1.5, ofOther('otel')),
    atMost('loop delay p99', 10, middle('tracenest', 'delayP99'), milliseconds),
    atMost('peak memory', 120, middle('tracenest', 'peakMegabytes'), megabytes),
    atMost('16 MB in one text: longest block', 10, large.tracenest.text.longest, milliseconds),
    atMost(
      '16 MB in 160,000 rows: longest block, of the floor',
      1,
      large.tracenest.rows.longest / large.floor.rows.longest,
    ),
    atMost('overload: memory, last quarter of the second', 1.05, overload.lastQuarterPeak / overload.secondQuarterPeak),
    atMost('overload: call p50, of that with a sink that keeps up', 1.2, overload.callP50 / calm.callP50),
    atMost('overload: call p99, of that with a sink that keeps up', 1.5, overload.callP99 / calm.callP99),
  ];
}
