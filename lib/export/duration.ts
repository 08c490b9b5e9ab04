const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A time span in a few characters. Units change where rounding would show 1000 of the smaller one. */
export function durationText(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < 0.9995) return `${Math.round(span * 1000)} µs`;
  if (span < 9.95) return `${span.toFixed(1)} ms`;
  if (span < 999.5) return `${span.toFixed(0)} ms`;
  if (span < minute - 5) return `${(span / second).toFixed(2)} s`;
  const whole = Math.round(span / second) * second;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${(whole % minute) / second} s`;
  return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`;
}
