interface Stoppable {
  stopped(status: 'abandoned'): void;
}

/**
 * Ends runs whose generator, stream or promise was dropped by the program: nobody can finish those any more.
 * What is registered must not hold the object, or the object would never be dropped.
 */
const registry = new FinalizationRegistry<Stoppable>((stoppable) => {
  stoppable.stopped('abandoned');
});

export function endWhenDropped(object: object, stoppable: Stoppable): void {
  registry.register(object, stoppable, stoppable);
}

export function noLongerDropped(stoppable: Stoppable): void {
  registry.unregister(stoppable);
}

/** What nearly always ends soon, such as the call of an async method, while it is young: a link in the list of those. */
export class YoungCall implements Stoppable {
  /** What is watched for being dropped. Held while the call is young, and then only by the program. */
  object: object | undefined = undefined;
  previous: YoungCall | undefined = undefined;
  next: YoungCall | undefined = undefined;

  /** What to do when the object was dropped. */
  stopped(_status: 'abandoned'): void {
    // The ends of the list are never dropped.
  }
}

const registerAfterMs = 1000;
// The platform's own: a test that puts a fake clock there must not find our timer on it.
const { setTimeout } = globalThis;

/** The ends of the list. A list, because leaving it has to cost nothing and to leave nothing behind. */
const first = new YoungCall();
const last = new YoungCall();
first.next = last;
last.previous = first;
let isTimerSet = false;

/**
 * As {@link endWhenDropped}, for what nearly always ends soon: registering each call of an async method would cost more
 * than the call. Those that are still going on after a second are registered then.
 */
export function endWhenDroppedLater(object: object, call: YoungCall): void {
  call.object = object;
  link(last.previous ?? first, call);
  link(call, last);
  if (isTimerSet) return;
  isTimerSet = true;
  const timer: unknown = setTimeout(registerYoung, registerAfterMs);
  (timer as { unref?: () => void }).unref?.();
}

function link(previous: YoungCall, next: YoungCall): void {
  previous.next = next;
  next.previous = previous;
}

/** The call is over, or registered: nothing here holds it any more. */
export function leaveYoung(call: YoungCall): void {
  const { previous, next } = call;
  if (previous === undefined || next === undefined) return;
  link(previous, next);
  call.previous = call.next = call.object = undefined;
}

function registerYoung(): void {
  isTimerSet = false;
  for (let call = first.next; call !== undefined && call !== last; call = first.next) {
    const { object } = call;
    leaveYoung(call);
    if (object !== undefined) endWhenDropped(object, call);
  }
}
