/** `0.42 ms`, `318 ms`, `1.42 s`, `3 m 05 s`, `2 h 07 m`: three figures or two units, so that a column reads evenly. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms === 0) return '0 ms';
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 9.995) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
  return `${Math.round(minutes / 60 / 24)} d`;
}

/** `812`, `12.4 k`, `3.1 M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  if (count < 999_500) return `${threeFigures(count / 1000)} k`;
  if (count < 999_500_000) return `${threeFigures(count / 1_000_000)} M`;
  return `${threeFigures(count / 1_000_000_000)} G`;
}

/** `$0.0042`, `$1.30`: two figures of what costs less than a cent. */
export function formatCost(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < 0.000_01) return '<$0.00001';
  if (dollars < 0.01) return `$${Number(dollars.toPrecision(2))}`;
  return `$${dollars.toFixed(2)}`;
}

/** `731 B`, `12.4 kB`, `20.1 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${threeFigures(bytes / 1000)} kB`;
  if (bytes < 999_500_000) return `${threeFigures(bytes / 1_000_000)} MB`;
  return `${threeFigures(bytes / 1_000_000_000)} GB`;
}

/** `0 %`, `0.4 %`, `12 %`. */
export function formatShare(share: number): string {
  if (share === 0) return '0 %';
  if (share < 0.001) return '<0.1 %';
  return `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}

/** How long ago: `now`, `12 s`, `4 m`, `3 h`, `5 d`; `in 3 h` where another machine's clock is ahead. */
export function formatAge(ms: number): string {
  if (ms <= -2000) return `in ${formatAge(-ms)}`;
  if (ms < 2000) return 'now';
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} m`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

/** `20 Nov 14:03:21.482`, in local time; with the year where it is another one: `20 Nov 2019 14:03:21.482`. */
export function formatTime(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '–';
  const year = date.getFullYear() === new Date().getFullYear() ? '' : ` ${date.getFullYear()}`;
  const day = `${date.getDate()} ${months[date.getMonth()] ?? ''}${year}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
  return `${day} ${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `20 Nov 14:03:21.482 here, 2026-11-20T13:03:21.482Z`: for comparing with what other machines tell. */
export function formatInstant(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '–' : `${formatTime(time)} here, ${date.toISOString()}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function threeFigures(value: number): string {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : String(Math.round(value));
}

/** `1 run`, `2 runs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A preview of a payload without the letters that files are written in. */
export function shownPreview(preview: string): string {
  return preview.replace(/(?:data:[\w/+.-]+;base64,)?[A-Za-z0-9+/=]{64,}…?|data:[\w/+.-]+;base64,\S*/g, '[file]');
}

/** Clients send runs without a name, or with one of blanks; a link must have a text. */
export function shownName(name: string): string {
  return name.trim() === '' ? 'unnamed' : name;
}
