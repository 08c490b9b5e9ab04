import type { Callable } from '../trace/callTraced.js';
import { joinChunks } from './joinChunks.js';
import type { RunnableMember } from './runnableMember.js';
import { MethodRunnable } from './runnableProtocol.js';

/** Which function is which runnable. */
const runnables = new WeakMap<object, MethodRunnable>();

/** The runnable that a function is; `undefined` of any other. */
export function runnableOf(callable: object): MethodRunnable | undefined {
  return runnables.get(callable);
}

function hidden(value: unknown): PropertyDescriptor {
  return { value, enumerable: false, configurable: true, writable: true };
}

/** Gives a function the runnable protocol. What is added does not show when its properties are listed. */
export function addProtocol(callable: Callable, member: RunnableMember, self: unknown): void {
  const runnable = new MethodRunnable(member, self);
  runnables.set(callable, runnable);
  Object.defineProperties(callable, {
    lc_runnable: hidden(true),
    lc_namespace: hidden(['tracenest', 'runnable']),
    lc_serializable: hidden(false),
    invoke: hidden(runnable.invoke.bind(runnable)),
    stream: hidden(runnable.stream.bind(runnable)),
    batch: hidden(runnable.batch.bind(runnable)),
    transform: hidden(runnable.transform.bind(runnable)),
    getName: hidden(runnable.getName.bind(runnable)),
    // Sequences ask their last step, bindings the bound one.
    _streamIterator: hidden(runnable.streamIterator.bind(runnable)),
    _concatOutputChunks: hidden((one: unknown, other: unknown) => joinChunks([one, other])),
  });
}
