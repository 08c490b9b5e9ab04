import { describe, expect, test } from '@jest/globals';
import { startRun, traceable, tracingContext } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { apart } from '../helpers/apart.js';
import { here, label } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { diagnostics } = freshTracing();

function leaks(): string[] {
  return diagnostics.filter(({ code }) => code === 'scope-leaked').map(({ message }) => message);
}

async function leaky(milliseconds = 0): Promise<string> {
  using _ = tracingContext(label('leaked'));
  await pause(milliseconds);
  return here();
}

describe('a block opened before the first await of an undecorated async function', () => {
  test('is reported, with the names of the function and of its caller, and with what to do', async () => {
    async function importAll(): Promise<void> {
      await leaky();
    }
    await apart(importAll);
    expect(leaks()).toHaveLength(1);
    expect(leaks()[0]).toMatch(/leaked out of leaky \(.*\) into importAll \(/);
    expect(leaks()[0]).toContain('Use the callback form');
    expect(leaks()[0]).toContain('@traceable');
  });

  test('is reported once, however often its closed frame is met', async () => {
    await apart(async function caller() {
      await leaky();
      here();
      here();
      await pause();
      here();
    });
    expect(leaks()).toHaveLength(1);
  });

  test('is reported for every time that it happens', async () => {
    await apart(async function caller() {
      await leaky();
      await leaky();
    });
    expect(leaks()).toHaveLength(2);
  });

  test('is seen by the caller while it is open, and no longer when it is closed', async () => {
    const seen = await apart(async function caller() {
      const before = here();
      const promise = leaky();
      const during = here();
      const inside = await promise;
      return [before, during, inside, here()];
    });
    expect(seen).toEqual(['outside', 'leaked', 'leaked', 'outside']);
  });

  test('leaves what the caller starts afterwards where it belongs', async () => {
    const seen = await apart(async function caller() {
      await leaky();
      const timer = new Promise<string>((resolve) => setTimeout(() => resolve(here())));
      const { traced, scoped } = {
        traced: traceable(async () => {
          await pause();
          return here();
        })(),
        scoped: tracingContext({ tags: ['tag'] }, () => here()),
      };
      return [await traced, scoped, await timer];
    });
    expect(seen).toEqual(['outside', 'outside', 'outside']);
  });

  test('is repaired when it was opened within another one that leaked as well', async () => {
    const seen = await apart(async function caller() {
      const both = Promise.all([leaky(1), leaky(3)]);
      await both;
      return here();
    });
    expect(seen).toBe('outside');
    expect(leaks()).toHaveLength(1); // Both at the same place, which is told once.
  });

  test('stays within the decorated method that called the function', async () => {
    class Importer {
      @traceable
      async importAll(): Promise<string> {
        await leaky();
        return here();
      }
    }
    const seen = await apart(async function caller() {
      const promise = new Importer().importAll();
      return [here(), await promise, here()];
    });
    expect(seen).toEqual(['outside', 'outside', 'outside']);
    expect(leaks()[0]).toMatch(/out of leaky .* into .*importAll/);
  });

  test('is found out also where a run was started for the block', async () => {
    async function startsRun(): Promise<void> {
      using _ = startRun({ name: 'block' });
      await pause();
    }
    await apart(async function caller() {
      await startsRun();
    });
    expect(leaks()[0]).toMatch(/out of startsRun .* into caller/);
  });

  test.each([
    ['gives call sites', (_: Error, sites: unknown) => sites],
    ['gives nothing', () => undefined],
    [
      'throws',
      () => {
        throw new Error('prepareStackTrace');
      },
    ],
  ])("is found out also where the program's own prepareStackTrace %s", async (_, prepare) => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = prepare;
    try {
      const seen = await apart(async function caller() {
        await leaky();
        return here();
      });
      expect(Error.prepareStackTrace === prepare).toBe(true);
      expect(seen).toBe('outside');
    } finally {
      if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Error.prepareStackTrace = prepareStackTrace;
    }
    expect(leaks()).toHaveLength(1);
  });

  test("leaves the program's stackTraceLimit as it is", async () => {
    const { stackTraceLimit } = Error;
    for (const limit of [0, 1, 50]) {
      Error.stackTraceLimit = limit;
      const close = tracingContext(label('block'));
      close[Symbol.dispose]();
      expect(Error.stackTraceLimit).toBe(limit);
    }
    Error.stackTraceLimit = stackTraceLimit;
  });
});
