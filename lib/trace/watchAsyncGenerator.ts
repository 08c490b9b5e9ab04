import type { GeneratorPin } from '../zone/generatorPin.js';
import { keep } from '../zone/keep.js';
import { carrier } from '../zone/zone.js';
import { named, override, type AnyMethod } from './override.js';
import { watchAwaitedPromise, watchNewPromise, type Settled } from './watchPromise.js';

/**
 * Follows a native async generator in place. Each step gives a new promise, and steps are queued by the engine.
 *
 * Whether the promise of a step is sure to be awaited shows in how `next` was come by. `for await` and `yield*` read the
 * property once and then call what they got, awaiting every promise (https://tc39.es/ecma262/#sec-getiterator); code by
 * hand reads it for every call and may drop what it gets. So `next` is an accessor, and only a call that follows a read
 * pays for finding out whether its promise is used.
 */
export function watchAsyncGenerator(
  generator: object,
  pin: GeneratorPin,
  settledBy: (method: 'next' | 'return' | 'throw') => Settled,
): void {
  for (const method of ['return', 'throw'] as const) {
    const settled = settledBy(method);
    override(generator, method, (original) => {
      return function step(this: unknown, ...args: unknown[]): unknown {
        return byHand(pin, original, this, method === 'return' ? keptArguments(args) : args, settled);
      };
    });
  }
  watchNext(generator, pin, settledBy('next'));
}

/**
 * The engine awaits what `return(value)` is given before it runs the body's `finally`. On the bare stack that await loses
 * the frame, unless the value is carried.
 */
function keptArguments(args: unknown[]): unknown[] {
  return carrier.survivesAwait ? args : [keep(args[0])];
}

function byHand(pin: GeneratorPin, original: AnyMethod, self: unknown, args: unknown[], settled: Settled): unknown {
  const promise = pin.resume(original, self, args) as Promise<unknown>;
  watchNewPromise(promise, settled, pin.frame);
  return promise;
}

function watchNext(generator: object, pin: GeneratorPin, settled: Settled): void {
  const original = Reflect.get(generator, 'next') as AnyMethod;
  let wasRead = false;
  const next = named(function step(this: unknown, ...args: unknown[]): unknown {
    if (wasRead) {
      wasRead = false;
      return byHand(pin, original, this, args, settled);
    }
    const promise = pin.resume(original, this, args) as Promise<unknown>;
    watchAwaitedPromise(promise, settled);
    return promise;
  }, original);
  Object.defineProperty(generator, 'next', {
    get() {
      wasRead = true;
      return next;
    },
    set(value: unknown) {
      Object.defineProperty(generator, 'next', { value, writable: true, configurable: true, enumerable: true });
    },
    configurable: true,
    enumerable: false,
  });
}
