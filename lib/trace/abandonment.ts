import type { EndStatus } from '../run/run.js';

/**
 * What ends by itself unless the program drops the object it hangs on: a generator, a stream, a promise.
 *
 * Subclasses hold no reference to that object, or it could never be dropped.
 */
export class Droppable {
  /** The object, while the call is young; then only the program holds it. */
  object: object | undefined = undefined;
  previous: Droppable | undefined = undefined;
  next: Droppable | undefined = undefined;
  isRegistered = false;

  /** What to do when the object was dropped. */
  stopped(_status: EndStatus): void {
    // The ends of the list are never dropped.
  }
}

const registry = new FinalizationRegistry<Droppable>((droppable) => {
  droppable.stopped('abandoned');
});

/**
 * Nearly everything ends soon, and a registration makes the garbage collector's work several times dearer: only what is
 * still going on after this time is registered.
 */
const registerAfterMs = 1000;
/** A long synchronous stretch lets no timer run: what it drops must not pile up until its end. */
const maxYoung = 10_000;
// The platform's own: a test that puts a fake clock there must not find our timer on it.
const { setTimeout, queueMicrotask } = globalThis;

/** The ends of the list of the young ones. A list, because leaving it has to cost nothing and to leave nothing behind. */
const first = new Droppable();
const last = new Droppable();
first.next = last;
last.previous = first;
let young = 0;
let isTimerSet = false;

/** From now on: when the program drops `object`, `droppable` is stopped as abandoned. */
export function endWhenDropped(object: object, droppable: Droppable): void {
  droppable.object = object;
  link(last.previous ?? first, droppable);
  link(droppable, last);
  young += 1;
  if (young > maxYoung) registerYoung();
  if (isTimerSet) return;
  // From an empty stack: a stack overflow inside Node's timers leaves them with a wrong count of what keeps the process alive.
  queueMicrotask(startTimer);
  isTimerSet = true;
}

function startTimer(): void {
  const timer: unknown = setTimeout(() => {
    isTimerSet = false;
    registerYoung();
  }, registerAfterMs);
  (timer as { unref?: () => void }).unref?.();
}

/** It came to its own end, or hangs on another object from now on. */
export function noLongerDropped(droppable: Droppable): void {
  leaveList(droppable);
  if (droppable.isRegistered) registry.unregister(droppable);
  droppable.isRegistered = false;
}

function link(previous: Droppable, next: Droppable): void {
  previous.next = next;
  next.previous = previous;
}

function leaveList(droppable: Droppable): void {
  const { previous, next } = droppable;
  if (previous === undefined || next === undefined) return;
  link(previous, next);
  young -= 1;
  droppable.previous = droppable.next = droppable.object = undefined;
}

function registerYoung(): void {
  for (let oldest = first.next; oldest !== undefined && oldest !== last; oldest = first.next) {
    const { object } = oldest;
    leaveList(oldest);
    if (object === undefined) continue;
    oldest.isRegistered = true;
    registry.register(object, oldest, oldest);
  }
}
