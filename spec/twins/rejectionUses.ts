import type { Observer } from '../helpers/observe.js';

/** A use of a promise that is about to reject. Whoever uses it says whether the rejection ends up handled. */
type Use = (promise: Promise<unknown>, observer: Observer) => unknown;

/** Some turns of the event loop from now: events of rejections come at the end of each. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const muchLater = 4;

/** Ways to use a promise, and what they leave unhandled. */
export const uses: Record<string, Use> = {
  'not at all': () => undefined,
  'caught at once': (promise) => void promise.catch(() => undefined),
  'then with two handlers': (promise) =>
    void promise.then(
      () => undefined,
      () => undefined,
    ),
  'then without a second handler': (promise) => void promise.then(() => undefined),
  'then without handlers': (promise) => void promise.then(),
  finally: (promise) => void promise.finally(() => undefined),
  'finally and catch': (promise) => void promise.finally(() => undefined).catch(() => undefined),
  'awaited in a try': async (promise, observer) => observer.settled('awaited', promise),
  'awaited by nobody who catches': (promise) => void (async () => void (await promise))(),
  'returned from an async function': (promise) => void (async () => promise)(),
  'awaited by two, one of whom catches': (promise, observer) => {
    void (async () => void (await promise))();
    void observer.settled('awaited', promise);
  },
  'caught by one chain of two': (promise) => {
    void promise.then(() => undefined);
    void promise.catch(() => undefined);
  },
  'Promise.all': (promise) => void Promise.all([promise, promise]),
  'Promise.all, caught': (promise) => void Promise.all([promise]).catch(() => undefined),
  'Promise.allSettled': (promise) => void Promise.allSettled([promise]),
  'Promise.race, lost': (promise) => void Promise.race([Promise.resolve(1), promise]),
  'Promise.any': (promise) => void Promise.any([promise]).catch(() => undefined),
  'resolved into another': (promise) => void new Promise((resolve) => resolve(promise)).catch(() => undefined),
  'caught some microtasks later': async (promise) => {
    for (let index = 0; index < 6; index++) await undefined;
    promise.catch(() => undefined);
  },
  'caught in the next turn': (promise) => void setImmediate(() => promise.catch(() => undefined)),
  'caught much later': (promise) => void turns(muchLater).then(() => void promise.catch(() => undefined)),
  'awaited much later': async (promise, observer) => {
    await turns(muchLater);
    await observer.settled('awaited', promise);
  },
  'caught late, twice': (promise) =>
    void turns(muchLater).then(() => {
      promise.catch(() => undefined);
      promise.catch(() => undefined);
    }),
  'then late, without a second handler': (promise) =>
    void turns(muchLater).then(() => void promise.then(() => undefined)),
  'caught in nextTick': (promise) => void process.nextTick(() => promise.catch(() => undefined)),
};

export const frozenUses: Record<string, Use> = {
  'frozen, then caught': (promise) => void Object.freeze(promise).catch(() => undefined),
  'frozen, then caught late': (promise) => {
    Object.freeze(promise);
    void turns(muchLater).then(() => void promise.catch(() => undefined));
  },
};

/** Looked at, as an assertion or a framework does, and then left alone or handled. */
export const looks: Record<string, Use> = {
  'asked for its then': (promise, observer) => observer.note('then', typeof promise.then),
  'asked for its then, caught late': (promise, observer) => {
    observer.note('then', typeof promise.then);
    void turns(muchLater).then(() => void promise.catch(() => undefined));
  },
  'asked for its then, then caught at once': (promise, observer) => {
    observer.note('then', typeof promise.then);
    promise.catch(() => undefined);
  },
  'asked for its constructor, then caught at once': (promise, observer) => {
    observer.note('constructor', promise.constructor.name);
    promise.catch(() => undefined);
  },
  'passed to Promise.resolve, then caught': (promise) => void Promise.resolve(promise).catch(() => undefined),
};

/** Starts one promise for each use, one after the other, and lets its events come. */
export async function useEach(
  observer: Observer,
  all: Record<string, Use>,
  start: () => Promise<unknown>,
  counting = false,
): Promise<void> {
  for (const [label, use] of Object.entries(all)) {
    observer.note(label);
    if (counting) observer.countTicks();
    void use(start(), observer);
    await turns(muchLater + 3);
  }
}
