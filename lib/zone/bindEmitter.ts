import { Zone } from './zone.js';

type Listener = ((...args: unknown[]) => unknown) | { handleEvent(event: unknown): unknown };
type ListenerMethod = (event: unknown, listener: Listener, ...rest: unknown[]) => unknown;

const adding = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener', 'addEventListener'];
const removing = ['off', 'removeListener', 'removeEventListener'];
const emitters = new WeakSet<object>();

/**
 * Binds an `EventEmitter` or `EventTarget`: listeners added from now on run in the zone that is current now, instead of
 * in whatever happens to be current where the event is emitted. Removing by the original listener works as before.
 * Returns the same emitter; binding it again changes nothing.
 *
 * It does not reach listeners that were added before, nor `onmessage`-style properties.
 *
 * @example
 * bindEmitter(socket).on('data', (chunk) => service.parse(chunk));
 */
export function bindEmitter<Emitter extends object>(emitter: Emitter): Emitter {
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
  for (const name of adding)
    wrap(emitter, name, guard, (listener) => (isListener(listener) ? boundOf(listener) : listener));
  for (const name of removing) wrap(emitter, name, guard, (listener) => boundListeners.get(listener) ?? listener);
  return emitter;
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function bindListener(zone: Zone, listener: Listener): Listener {
  if (typeof listener === 'object') return zone.bind((event: unknown) => listener.handleEvent(event));
  // Node unwraps by this property, in `listeners()` and when a listener is removed through another path.
  return Object.defineProperty(zone.bind(listener), 'listener', { value: listener, configurable: true });
}

function wrap(
  emitter: object,
  name: string,
  guard: { inside: boolean },
  replace: (listener: Listener) => Listener,
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
        return Reflect.apply(method, this, [event, replace(listener), ...rest]);
      } finally {
        guard.inside = false;
      }
    },
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
