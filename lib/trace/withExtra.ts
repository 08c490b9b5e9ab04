import { reportOnce } from '../diagnostics/diagnostic.js';
import type { RunnableConfig } from '../run/runnableConfig.js';
import { requireOptions } from './optionChecks.js';
import type { ParentSource } from './parentSource.js';
import type { Hook } from './traceableOptions.js';
import type { Traced } from './traced.js';
import type { RunTree } from '../run/runTree.js';

/** What one call overrides: LangSmith's `langsmith_extra`. */
export interface CallExtra {
  readonly parent?: ParentSource | undefined;
  readonly name?: string | undefined;
  /** Added to the method's. */
  readonly tags?: readonly string[] | undefined;
  /** Laid over the method's. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly projectName?: string | undefined;
  /** The id of the run: a UUID that was not used before. */
  readonly runId?: string | undefined;
  /** A LangChain config: parent, `runName`, `runId`, tags and metadata. */
  readonly config?: RunnableConfig | undefined;
  /** Called after the method's own `onEnd`. */
  readonly onEnd?: Hook<[run: RunTree], void> | undefined;
}

/** Which wrapper is traced by what; also the test for being traced at all. */
const tracedFunctions = new WeakMap<object, Traced>();

export function registerTraced(wrapper: object, traced: Traced): void {
  tracedFunctions.set(wrapper, traced);
}

/** What is known of a traced function; `undefined` of any other. */
export function tracedOf(wrapper: object): Traced | undefined {
  return tracedFunctions.get(wrapper);
}

/** Whether a function is traced by this library. */
export function isTraceable(value: unknown): boolean {
  return typeof value === 'function' && tracedFunctions.has(value);
}

/** Set between `withExtra(…).method(…)` and the start of that call, which takes it: nothing runs in between. */
let pending: { readonly traced: Traced; readonly extra: CallExtra } | undefined;

export function takeExtra(traced: Traced): CallExtra | undefined {
  if (pending === undefined || pending.traced !== traced) return undefined;
  const { extra } = pending;
  pending = undefined;
  return extra;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const extraNames = ['parent', 'name', 'tags', 'metadata', 'projectName', 'runId', 'config', 'onEnd'] as const;

function callWith(target: AnyFunction, self: unknown, args: unknown[], extra: CallExtra, member: string): unknown {
  const traced = tracedFunctions.get(target);
  if (traced === undefined) {
    reportOnce(`withExtra of ${member}`, {
      code: 'extra-not-traced',
      message: `withExtra has no effect on ${member}: it is not traced itself. Decorate it with @traceable, or wrap it with traceable(fn); a bound copy, or another decorator around the traced function, hides it.`,
    });
    return Reflect.apply(target, self, args);
  }
  const outer = pending;
  pending = { traced, extra };
  try {
    return Reflect.apply(target, self, args);
  } finally {
    pending = outer;
  }
}

/**
 * Overrides for the calls made through what it returns: `withExtra(service, { parent }).answer('…')`, or for a wrapped
 * function, `withExtra(search, { tags: ['retry'] })('…')`. Typed as its target; the method runs on the target itself.
 *
 * @example
 * await withExtra(service, { parent: run, tags: ['replay'] }).answer('Why?');
 */
export function withExtra<Target extends object>(target: Target, extra: CallExtra): Target {
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) {
    throw new TypeError(
      `withExtra got ${String(target)}. Pass the object whose method is called, or a traced function.`,
    );
  }
  requireOptions('withExtra', extra, extraNames);
  // A proxy has to show fixed properties of its target as they are. This one stands on nothing, so frozen services work.
  const stand = (typeof target === 'function' ? () => undefined : {}) as Target;
  return new Proxy(stand, {
    apply: (_, self: unknown, args: unknown[]) =>
      callWith(target as unknown as AnyFunction, self, args, extra, (target as unknown as AnyFunction).name),
    get(_, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => callWith(value as AnyFunction, target, args, extra, String(key));
    },
    has: (_, key) => Reflect.has(target, key),
    set: (_, key, value) => Reflect.set(target, key, value, target),
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
  });
}
