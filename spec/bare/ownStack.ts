import { makeCarry } from '../../lib/zone/carriers/carriedPromise.js';

interface Frame {
  readonly name: string;
}

/** The technique alone, with a pointer of its own. */
export function ownStack() {
  let current: object | undefined;
  const carry = makeCarry((frame) => {
    const previous = current;
    current = frame;
    return previous;
  });
  return {
    carried<Value>(promise: Promise<Value>): Promise<Value> {
      carry(promise);
      return promise;
    },
    here: () => (current as Frame | undefined)?.name,
    run<Result>(name: string, callback: () => Result): Result {
      const previous = current;
      current = { name };
      try {
        return callback();
      } finally {
        current = previous;
      }
    },
  };
}
