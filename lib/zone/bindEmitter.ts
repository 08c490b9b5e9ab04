import { Zone } from './zone.js';

type Listener = ((...args: unknown[]) => unknown) | { handleEvent(event: unknown): unknown };
type ListenerMethod = (event: unknown, listener: Listener, ...rest: unknown[]) => unknown;

/** Event names to methods that add and remove, by the two kinds of emitters. */
const emitterAdding = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'];
const emitterRemoving = ['off', 'removeListener'];
const emitters = new WeakSet<object>();

/**
 * Binds an `EventEmitter` or `EventTarget`: listeners added from now on run in the zone that is current now, instead of
 * in whatever happens to be current where the event is emitted. Removing by the original listener works as before.
 * Returns the same emitter; binding it again changes nothing.
 *
 * It does not reach listeners that were added before, nor `onmessage`-style properties.
 *
 * @throws TypeError on what has no listeners.
 * @example
 * bindEmitter(socket).on('data', (chunk) => service.parse(chunk));
 */
export function bindEmitter<Emitter extends object>(emitter: Emitter): Emitter {
  requireEmitter(emitter);
  if (emitters.has(emitter)) return emitter;
  emitters.add(emitter);
  const zone = Zone.current;
  const boundListeners = new WeakMap<Listener, Listener>();
  const boundOf = (listener: Listener): Listener => {
    let bound = boundListeners.get(listener);
    if (bound === undefined) boundListeners.set(listener, (bound = bindListener(zone, listener)));
    return bound;
  };
  const guard = { inside: false };
  const bound = (listener: Listener): Listener => (isListener(listener) ? boundOf(listener) : listener);
  const boundFunction = (listener: Listener): Listener =>
    typeof listener === 'function' ? boundOf(listener) : listener;
  const sameBound = (listener: Listener): Listener => boundListeners.get(listener) ?? listener;
  for (const name of emitterAdding) wrap(emitter, name, guard, boundFunction, showOriginal);
  wrap(emitter, 'addEventListener', guard, bound);
  wrap(emitter, 'removeEventListener', guard, sameBound);
  // Node's emitters find a listener by the `listener` property of what stands for it, also in a `once`.
  if (!hasRawListeners(emitter)) for (const name of emitterRemoving) wrap(emitter, name, guard, sameBound);
  return emitter;
}

function requireEmitter(value: unknown): void {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (isObject && ['on', 'addEventListener'].some((name) => typeof Reflect.get(value, name) === 'function')) return;
  const given = isObject ? 'what has neither `on` nor `addEventListener`' : String(value);
  throw new TypeError(`bindEmitter got ${given}. Pass an EventEmitter or an EventTarget.`);
}

interface RawListeners {
  rawListeners(event: unknown): readonly { listener?: unknown }[];
}

function hasRawListeners(emitter: object): emitter is RawListeners {
  return typeof (emitter as { rawListeners?: unknown }).rawListeners === 'function';
}

/** Node wraps what `once` is given; the wrapper has to name the program's listener, or `off` would not find it. */
function showOriginal(emitter: object, event: unknown, bound: Listener): void {
  if (!hasRawListeners(emitter)) return;
  for (const raw of emitter.rawListeners(event)) {
    if (raw.listener === bound) raw.listener = (bound as { listener?: unknown }).listener;
  }
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function bindListener(zone: Zone, listener: Listener): Listener {
  if (typeof listener === 'object') return zone.bind((event: unknown) => listener.handleEvent(event));
  // Node unwraps by this property, in `listeners()` and when a listener is removed through another path.
  const bound = zone.bind(listener);
  if (bound === listener) return bound; // Bound elsewhere, and named by its own `listener` already.
  return Object.defineProperty(bound, 'listener', { value: listener, configurable: true });
}

function wrap(
  emitter: object,
  name: string,
  guard: { inside: boolean },
  replace: (listener: Listener) => Listener,
  afterwards?: (emitter: object, event: unknown, listener: Listener) => void,
): void {
  const original: unknown = Reflect.get(emitter, name);
  if (typeof original !== 'function') return;
  const method = original as ListenerMethod;
  Object.defineProperty(emitter, name, {
    value(this: unknown, event: unknown, listener: Listener, ...rest: unknown[]): unknown {
      // Emitters call their own methods (`once` goes through `on`): bound a second time, a listener could not be removed.
      if (guard.inside) return Reflect.apply(method, this, [event, listener, ...rest]);
      guard.inside = true;
      try {
        const replaced = replace(listener);
        const result: unknown = Reflect.apply(method, this, [event, replaced, ...rest]);
        afterwards?.(emitter, event, replaced);
        return result;
      } finally {
        guard.inside = false;
      }
    },
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
