/** A value in an error message: what was given, shortly. Never throws. */
export function shown(value: unknown): string {
  try {
    if (Array.isArray(value)) return cut(`[${value.map(shown).join(', ')}]`);
    if (typeof value === 'function') return `[Function: ${value.name || 'anonymous'}]`;
    return typeof value === 'string' ? JSON.stringify(cut(value)) : cut(String(value));
  } catch {
    return kindOf(value);
  }
}

const maxLength = 200;

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** What kind of value was given where another was expected: `a Request`, `a list`, `5`. Never throws. */
export function kindOf(value: unknown): string {
  if (typeof value === 'function') return `a function`;
  if (typeof value !== 'object' || value === null) return shown(value);
  try {
    if (Array.isArray(value)) return 'a list';
    const { constructor } = value as { constructor?: { name?: unknown } };
    const name = constructor?.name;
    return typeof name === 'string' && name !== '' ? `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}` : 'an object';
  } catch {
    return 'an object'; // A proxy that refuses.
  }
}
