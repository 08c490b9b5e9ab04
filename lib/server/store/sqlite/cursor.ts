/** A cursor that is none of ours. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';

  constructor() {
    super('The cursor is not one that this server gave: start again without one.');
  }
}

/** Where a page ended, as an opaque text. */
export function toCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws BadCursorError where it does not hold as many values. */
export function fromCursor(cursor: string, length: number): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isOurs = Array.isArray(values) && values.length === length;
    if (isOurs && values.every((value) => ['string', 'number'].includes(typeof value))) return values as string[];
  } catch {
    // Told below.
  }
  throw new BadCursorError();
}
