import { libraries } from './libraries.mjs';
import { workloads } from './workloads.mjs';

/** Aligned columns, the first to the left; cells may be undefined. */
function table(rows) {
  const texts = rows.map((row) => row.map((cell) => cell ?? '-'));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return texts.map((row) => line(row).trimEnd()).join('\n');
}

const formatted = (value, format) => (value === undefined ? undefined : format(value));
const whole = (value) => Math.round(value).toLocaleString('en-US');
const small = (value) => (Math.abs(value) < 10 ? value.toFixed(1) : whole(value));
const times = (value) => `${value < 10 ? value.toFixed(2) : whole(value)} ×`;

const titles = Object.values(workloads).map(({ title }) => title);

function timesTable(results, names) {
  const row = (library) => [
    library,
    ...Object.keys(workloads).map((name) => formatted(results.median('times', library, name), small)),
    formatted(results.bytes(library), whole),
  ];
  return table([['ns', ...titles, 'bytes, sync'], ...names.map(row)]);
}

function ratiosTable(results, names, base) {
  const baseBytes = results.bytes(base);
  const bytesRatio = (library) =>
    baseBytes ? formatted(results.bytes(library), (value) => times(value / baseBytes)) : undefined;
  const row = (library) => [
    library,
    ...Object.keys(workloads).map((name) => formatted(results.ratio('times', library, base, name), times)),
    bytesRatio(library),
  ];
  return table([[`of ${base}`, ...titles, 'bytes, sync'], ...names.map(row)]);
}

function targetsTable(targets) {
  const row = ({ title, measured, format, met }) => [
    title,
    formatted(measured, format) ?? 'not measured',
    measured === undefined ? '-' : met ? 'met' : 'missed',
  ];
  return table([['target', 'measured', ''], ...targets.map(row)]);
}

export function report(results, targets, names) {
  const own = names.filter((name) => libraries[name].own);
  const base = own.includes('tracenest') ? 'tracenest' : 'floor';
  const sections = [timesTable(results, names), ratiosTable(results, names, base)];
  if (own.length > 0) sections.push(targetsTable(targets));
  return sections.join('\n\n');
}
