import { describe, expect, test } from '@jest/globals';
import { startRun, trace, type RunTree } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const note = (name: string): string => trace({ name }, () => name);
const open = (): RunTree & Disposable => startRun({ name: 'block' });

class Session {
  readonly run = startRun({ name: 'block' });

  close(): void {
    this.run.end();
  }
}

async function withRun(work: () => Promise<void>): Promise<void> {
  using _ = startRun({ name: 'block' });
  await work();
}

function withRunAndNoBlock(work: () => Promise<void>): Promise<void> {
  const run = startRun({ name: 'block' });
  return work().finally(() => run.end());
}

async function work(): Promise<void> {
  await tick();
  note('inside');
}

/** Ways in which an undecorated function opens a block that leaks into its caller. */
const leaks: Record<string, () => Promise<void>> = {
  'an async function with a block': () => withRun(work),
  'one that disposes asynchronously': async () => {
    const stack = new AsyncDisposableStackLike();
    stack.use(startRun({ name: 'block' }));
    await work();
    await stack.disposeAsync();
  },
  'one whose helper opens the block': async () => {
    using _ = open();
    await work();
  },
  'one whose object opens and closes it': async () => {
    const session = new Session();
    try {
      await work();
    } finally {
      session.close();
    }
  },
  'one that ends the run by hand': async () => {
    const run = open();
    await work();
    run.end();
  },
  'a function that ends the run when a promise settles': () => withRunAndNoBlock(work),
  'a function that ends the run in a reaction of its own': () => {
    const run = open();
    return work().then(() => run.end());
  },
};

class AsyncDisposableStackLike {
  readonly #all: Disposable[] = [];

  use(one: Disposable): void {
    this.#all.push(one);
  }

  /** As many frames of its own as the helpers that compilers put around `await using`. */
  async disposeAsync(): Promise<void> {
    const dispose = (depth: number): void => {
      if (depth > 0) dispose(depth - 1);
      else for (const one of this.#all) one[Symbol.dispose]();
    };
    dispose(7);
    return Promise.resolve();
  }
}

describe('a block that leaks is found out and its caller put right, whoever opens and closes it:', () => {
  test.each(Object.entries(leaks))('%s', async (_kind, leak) => {
    async function caller(): Promise<void> {
      await leak();
      note('after');
      await tick();
      note('later');
    }
    await trace({ name: 'root' }, caller);
    expect(traceTree(exporter)).toBe('root\n  block\n    inside\n  after\n  later');
    expect(diagnostics.map(({ code }) => code)).toEqual(['scope-leaked']);
  });
});

test('a block that a helper opens and closes for a decorated function is no leak', async () => {
  await trace({ name: 'root' }, async () => {
    const session = new Session();
    await work();
    session.close();
    note('after');
  });
  expect(traceTree(exporter)).toBe('root\n  block\n    inside\n  after');
  expect(diagnostics).toEqual([]);
});
