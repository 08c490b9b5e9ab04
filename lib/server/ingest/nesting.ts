/** No payload of a program has so many levels; SQLite reads no more than 1,000, and `JSON.stringify` ends with the stack. */
export const mostLevels = 500;

/** Whether a value out of JSON is nested deeper than can be kept and shown. */
export function isTooDeep(value: unknown, levels: number = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isTooDeep(item, levels - 1));
  for (const name in value) if (isTooDeep((value as Record<string, unknown>)[name], levels - 1)) return true;
  return false;
}
