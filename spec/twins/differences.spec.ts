import { describe, expect, it } from '@jest/globals';
import { runDecorated, runUndecorated } from '../helpers/compareTwins.js';

/** What a program can tell, and why it is so. Everything else that twins observe must be equal. */
interface Difference {
  readonly undecorated: readonly string[];
  readonly decorated: readonly string[];
}

const differences: Readonly<Record<string, Difference>> = {
  // `Function.prototype.toString` cannot be answered for another function without an own property that shows.
  'the source text of a method': { undecorated: ['text true'], decorated: ['text false'] },
  // The prototype is that of the kind; the slot only an async function or generator of the language has, and one in between
  // would put another promise, or another generator, before the method's own.
  'the kind of a method by its internal slots': {
    undecorated: [
      'types true true',
      'inspect "[AsyncFunction: later]" "[GeneratorFunction: many]"',
      'constructors "AsyncFunction" "GeneratorFunction"',
    ],
    decorated: [
      'types false false',
      'inspect "[Function: later] AsyncFunction" "[Function: many] GeneratorFunction"',
      'constructors "AsyncFunction" "GeneratorFunction"',
    ],
  },
  // A snapshot is a copy, and copying reads, as `JSON.stringify` does.
  'getters, toJSON and proxies among arguments and results': {
    undecorated: ['body', 'body', 'body'],
    decorated: ['argument was read', 'body', 'body', 'result was read', 'toJSON was called', 'body'],
  },
  // The run is named after the class.
  'the constructor of this, where it is an accessor': {
    undecorated: ['body'],
    decorated: ['constructor was read', 'body'],
  },
  // A prototype stands between a promise and its own until its first use, so that watching it is no use of it.
  'the prototype of a promise before its first use': {
    undecorated: ['before true true', 'after true', 'before true true', 'after true'],
    decorated: ['before false true', 'after true', 'before false true', 'after true'],
  },
  // Watching handles a rejection; another promise is rejected in its place. Both events tell of the same one.
  'the promise that unhandledRejection is told of': {
    undecorated: [
      'unhandledRejection Error(unhandled)#1',
      'the returned one true',
      'rejectionHandled',
      'the same of rejectionHandled true',
    ],
    decorated: [
      'unhandledRejection Error(unhandled)#1',
      'the returned one false',
      'rejectionHandled',
      'the same of rejectionHandled true',
    ],
  },
  // `await` reads the constructor and nothing else that a library could see, so the read counts as handling.
  'a rejected promise whose constructor is read and that nobody handles': {
    undecorated: ['unhandledRejection Error(looked at)#1', 'unhandledRejection Error(looked at)#2'],
    decorated: [],
  },
  // Only `then` tells of a thenable's outcome, and calling it ourselves would start the work.
  'the then of a foreign thenable before its first call, and what it is given': {
    undecorated: ['its own true', 'called with 1', 'its own afterwards true'],
    decorated: ['its own false', 'called with 2', 'its own afterwards true'],
  },
  'a then that is an accessor': {
    undecorated: ['then was read'],
    decorated: ['then was read', 'then was read'],
  },
  // In place, because another object would have another identity. None of it can be enumerated.
  'the own properties of a generator, an iterator and a stream': {
    undecorated: ['own Array#1[] Array#2[]', 'own Array#3[] Array#4[]', 'own Array#5[] Array#6[]'],
    decorated: [
      'own Array#1["next", "return", "throw"] Array#2[]',
      'own Array#3["next"] Array#4[]',
      'own Array#5["getReader", "cancel", "values", "tee", "pipeTo", "pipeThrough", Symbol(Symbol.asyncIterator)] Array#6[]',
    ],
  },
  // V8 follows the awaiters of a promise while it has exactly one reaction (`CaptureAsyncStackTrace` in isolate.cc).
  'the async lines of a stack': {
    undecorated: ['names the caller true'],
    decorated: ['names the caller false'],
  },
};

const plain = await runUndecorated(['differences']);
const { logs } = await runDecorated(['differences'], 'twinVariants');

describe('decorated code can be told from undecorated code by', () => {
  it.each(Object.entries(differences))('%s', (name, { undecorated, decorated }) => {
    expect(plain[name]?.['undecorated']).toEqual(undecorated);
    expect(logs[name]?.['bare']).toEqual(decorated);
  });

  it('nothing that is not listed here', () => {
    expect(Object.keys(plain)).toEqual(Object.keys(differences));
  });
});
