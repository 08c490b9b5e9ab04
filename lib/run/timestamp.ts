/** Microseconds inside the second of a time in milliseconds, as six digits. */
function microseconds(time: number): string {
  const milliseconds = Math.floor(time);
  // Rounded, because a double holds 892.001 as a little less; capped, so that the order of times stays.
  const fraction = Math.min(999, Math.round((time - milliseconds) * 1000));
  return String((((milliseconds % 1000) + 1000) % 1000) * 1000 + fraction).padStart(6, '0');
}

/** The last second that was written, in both forms: runs of one moment share it, and `toISOString` costs more than all else here. */
let second = NaN;
let isoSecond = '';
let orderSecond = '';

function writeSecond(time: number): void {
  const wanted = Math.floor(time / 1000);
  if (wanted === second) return;
  second = wanted;
  isoSecond = new Date(wanted * 1000).toISOString().slice(0, 19);
  orderSecond = isoSecond.replaceAll(/[-:]/g, '');
}

/** `2026-11-20T07:35:53.892001Z`. */
export function isoTimestamp(time: number): string {
  writeSecond(time);
  return `${isoSecond}.${microseconds(time)}Z`;
}

/** `20261120T073553892001Z`, the time in a segment of a dotted order. */
export function orderTimestamp(time: number): string {
  writeSecond(time);
  return `${orderSecond}${microseconds(time)}Z`;
}

const orderPattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{6})Z$/;

/** The time of {@link orderTimestamp}, or `undefined` where the text is none. */
export function parseOrderTimestamp(text: string): number | undefined {
  const match = orderPattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, micros] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // `Date.parse` takes February 30 for a day in March; such a text is none of ours.
  if (Number.isNaN(time) || orderTimestamp(time).slice(0, 15) !== text.slice(0, 15)) return undefined;
  return time + Number(micros) / 1000;
}

/** The time of an ISO text with up to microseconds; `Date.parse` alone would cut them. */
export function parseIsoTimestamp(text: string): number | undefined {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  const fraction = /\.(\d{4,})/.exec(text)?.[1];
  return fraction === undefined ? time : Math.floor(time) + Number(`0.${fraction.slice(3)}`);
}
