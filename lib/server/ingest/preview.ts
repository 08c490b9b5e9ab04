import type { Json } from '../../wire/runDetail.js';
import { cutValue } from '../cutValue.js';

const maxLength = 120;
const maxDepth = 6;

/** Where chat formats, and people, put what matters. */
const telling = [
  'messages',
  'input',
  'question',
  'query',
  'prompt',
  'output',
  'answer',
  'content',
  'text',
  'generations',
  'message',
  'choices',
  'kwargs',
  'parts',
];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text that says most: of a list of messages the last, of an object the member with a telling name. */
function tellingText(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (depth > maxDepth) return undefined;
  if (Array.isArray(value)) return tellingText(value.at(-1), depth + 1);
  if (!isRecord(value)) return undefined;
  for (const name of telling) {
    const text = Object.hasOwn(value, name) ? tellingText(value[name], depth + 1) : undefined;
    if (text !== undefined) return text;
  }
  const entries = Object.values(value);
  return entries.length === 1 ? tellingText(entries[0], depth + 1) : undefined;
}

/** A text in one line of at most 120 characters. */
export function oneLine(text: string, length: number = maxLength): string {
  const line = text
    .slice(0, 4 * length)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** More than what is shown, of values of any size. */
const shownBounds = { string: 2 * maxLength, items: maxLength, depth: maxLength, total: 10 * maxLength };

/** What a list shows of inputs or outputs; `undefined` where there is nothing. */
export function previewOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (isRecord(value) && Object.keys(value).length === 0) return undefined;
  return oneLine(tellingText(value, 0) ?? JSON.stringify(cutValue(value as Json, shownBounds).value));
}
