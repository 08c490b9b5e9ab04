import { AsyncLocalStorage } from 'node:async_hooks';
import { wrapSubjects } from '../subjects.mjs';

// The context alone: nothing is recorded.
const storage = new AsyncLocalStorage();

function runEachStep(inner) {
  const frame = {};
  const next = (value) => inner.next(value);
  return {
    next: (value) => storage.run(frame, next, value),
    return: (value) => storage.run(frame, () => inner.return(value)),
    throw: (error) => storage.run(frame, () => inner.throw(error)),
    [Symbol.iterator]() {
      return this;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export const subjects = wrapSubjects((body, kind) =>
  kind === 'sync' || kind === 'async' ? (input) => storage.run({}, body, input) : (input) => runEachStep(body(input)),
);
