import { isPlainObject } from '../capture/plainObject.js';

interface Concatenable {
  concat(other: unknown): unknown;
}

function isConcatenable(value: unknown): value is Concatenable {
  return typeof value === 'object' && value !== null && typeof (value as { concat?: unknown }).concat === 'function';
}

function join(one: unknown, other: unknown): unknown {
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  if (Array.isArray(one)) return Array.isArray(other) ? [...(one as unknown[]), ...(other as unknown[])] : other;
  if (isConcatenable(one) && isConcatenable(other)) return one.concat(other);
  return isPlainObject(one) && isPlainObject(other) ? merge(one, other) : other;
}

function merge(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(other).map(([key, value]) => {
    return [key, Object.hasOwn(one, key) ? join(one[key], value) : value] as const;
  });
  return { ...one, ...Object.fromEntries(entries) };
}

/** One value out of the chunks of a stream; `undefined` out of none. */
export function joinChunks(chunks: readonly unknown[]): unknown {
  if (chunks.length > 0 && chunks.every((chunk) => typeof chunk === 'string')) return chunks.join('');
  return chunks.length === 0 ? undefined : chunks.reduce(join);
}
