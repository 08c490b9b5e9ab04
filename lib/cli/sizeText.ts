import { CommandError } from './commandError.js';

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1.5 GB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `500MB`, `10 gb`, `none`. @throws CommandError */
export function parseSize(text: string): number | null {
  if (text === 'none') return null;
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|tb)$/i.exec(text.trim());
  if (match === null) throw new CommandError(`"${text}" is no size: write 500MB, 10GB or none.`);
  return Math.round(Number(match[1]) * 1024 ** units.indexOf(String(match[2]).toUpperCase() as 'B'));
}

/** `30`, `0.5`, `none`. @throws CommandError */
export function parseDays(text: string): number | null {
  if (text === 'none') return null;
  const days = Number(text);
  if (!Number.isFinite(days) || days <= 0)
    throw new CommandError(`"${text}" is no number of days: write 30, 0.5 or none.`);
  return days;
}

/** @throws CommandError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandError(`"${text}" is no port: write a number up to 65535.`);
  return port;
}

/** `20`. @throws CommandError */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw new CommandError(`"${text}" is no number of traces: write one from 1 to 500.`);
  return count;
}
