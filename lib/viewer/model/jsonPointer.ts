import type { Json } from '../../wire/runDetail.js';

/** The JSON pointer (RFC 6901) to a member of what `path` points to. */
export function pointerTo(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys that a JSON pointer goes through. */
export function keysOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at `path`; `undefined` where nothing does. */
export function valueAt(value: Json, path: string): Json | undefined {
  return keysOf(path).reduce<Json | undefined>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Readonly<Record<string, Json>>)[key]
        : undefined,
    value,
  );
}

/** `value` with what stands at `path` replaced; everything beside the way there is shared with the old value. */
export function replacedAt(value: Json, path: string, change: (old: Json) => Json): Json {
  const replace = (at: Json, keys: readonly string[]): Json => {
    const [key, ...rest] = keys;
    if (key === undefined) return change(at);
    if (typeof at !== 'object' || at === null) return at;
    if (Array.isArray(at)) {
      return (at as readonly Json[]).map((item, index) => (String(index) === key ? replace(item, rest) : item));
    }
    // Not `{ ...at, [key]: … }` alone: only what is there is replaced, and `__proto__` stays a member like any other.
    return Object.fromEntries(
      Object.entries(at).map(([name, item]) => [name, name === key ? replace(item, rest) : item]),
    );
  };
  return replace(value, keysOf(path));
}
