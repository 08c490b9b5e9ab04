/** How much of one value is kept. What is cut is marked where it was. */
export interface SnapshotLimits {
  /** Characters of JSON that the copy may come to, roughly. Default 20,000,000. */
  readonly maxSize: number;
  /** Levels of nesting. Default 100. */
  readonly maxDepth: number;
}

/** One walk over one value: what is left of the size, and the objects that it is inside of. */
export interface Walk {
  readonly limits: SnapshotLimits;
  readonly ancestors: object[];
  left: number;
  /** Whether somebody gave all objects a property. */
  readonly isPolluted: boolean;
  /** Copies a value that is inside of the one being copied. */
  readonly copy: (walk: Walk, value: unknown) => unknown;
}

/** What is copied. */
export type Bag = Record<string, unknown>;

export function copyText(walk: Walk, text: string): string {
  const left = walk.left > 0 ? walk.left : 0;
  walk.left -= text.length + 3;
  return text.length <= left ? text : `${text.slice(0, left)}[Cut: ${text.length - left} more characters]`;
}

/** A note in place of what is not copied, which is never cut itself. */
export function mark(walk: Walk, text: string): string {
  walk.left -= text.length + 3;
  return text;
}

/** Also sets `__proto__`, which an assignment would not. */
export function setMember(copy: Bag, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  } else copy[key] = value;
}

export function cutBag(copy: Bag, missing: number): Bag {
  copy['[Cut]'] = `${missing} more properties`;
  return copy;
}

/** A member may stay in the copy as it is, where it can never change; takes its size from what is left. */
export function fits(walk: Walk, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      if (value.length >= walk.left) return false;
      walk.left -= value.length;
      return true;
    case 'number':
      // Neither NaN nor infinite, which differ from themselves here, nor -0.
      return value - value === 0 && (value !== 0 || 1 / value > 0);
    case 'boolean':
      return true;
    default:
      return value === null;
  }
}
