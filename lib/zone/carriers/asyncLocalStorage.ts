import { AsyncLocalStorage } from 'node:async_hooks';
import type { Carrier } from '../carrier.js';

const key = Symbol.for('tracenest.zone');

/**
 * Exactly one storage in a process, whichever copy of the library comes first: two copies then share one current zone,
 * and every further storage would slow each `await` of the traced program down on Node before 24.
 */
const shared = globalThis as { [key]?: AsyncLocalStorage<object | undefined> };
const storage = (shared[key] ??= new AsyncLocalStorage<object | undefined>());

/** Node, Bun, Deno and Workers: the runtime takes the frame over every suspension that keeps async context. */
export const carrier: Carrier = {
  name: 'AsyncLocalStorage',
  survivesAwait: true,
  current: () => storage.getStore(),
  // `Reflect.apply` as the callback spares a closure per traced call.
  run(frame, callback, self, args) {
    return storage.run(frame, Reflect.apply, callback, self, args) as never;
  },
  enter: (frame) => storage.enterWith(frame),
  carry: () => undefined,
};
