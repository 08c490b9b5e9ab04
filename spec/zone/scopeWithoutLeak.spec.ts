import { describe, expect, test } from '@jest/globals';
import { traceable, tracingContext } from 'tracenest';
import { apart } from '../helpers/apart.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { diagnostics } = freshTracing();

class Service {
  @traceable
  async answer(): Promise<string> {
    using _ = tracingContext(label('answer'));
    await pause();
    return here();
  }

  @traceable
  *count(): Generator<string> {
    using _ = tracingContext(label('count'));
    yield here();
    yield here();
  }

  @traceable
  async *countLater(): AsyncGenerator<string> {
    using _ = tracingContext(label('countLater'));
    yield here();
    await pause();
    yield here();
  }

  openBlock(): Disposable {
    return tracingContext(label('opened for another'));
  }

  @traceable
  async openedByHelper(): Promise<string> {
    using _ = this.openBlock();
    await pause();
    return here();
  }
}

const harmless: Readonly<Record<string, () => Promise<unknown>>> = {
  'a decorated async method': () => new Service().answer(),
  'a decorated generator that holds it over its yields': async () => {
    for (const _ of new Service().count()) await pause();
  },
  'a decorated async generator': async () => {
    for await (const _ of new Service().countLater()) await pause();
  },
  'a wrapped function': traceable(async () => {
    using _ = tracingContext({ tags: ['tag'] });
    await pause();
  }),
  'a sync function': async () => {
    const sync = (): void => {
      using _ = tracingContext({ tags: ['tag'] });
    };
    sync();
    await pause();
  },
  'the callback form': async () => {
    await tracingContext({ tags: ['tag'] }, async () => pause());
  },
  'the callback of a timer': () =>
    new Promise<void>((resolve) =>
      setTimeout(async () => {
        using _ = tracingContext({ tags: ['tag'] });
        await pause();
        resolve();
      }),
    ),
  'the callback of a microtask': () =>
    new Promise<void>((resolve) =>
      queueMicrotask(() => {
        void (async () => {
          await undefined;
          using _ = tracingContext({ tags: ['tag'] });
          await pause();
          resolve();
        })();
      }),
    ),
  'a stretch after an await, awaited by a caller': async () => {
    const second = async (): Promise<void> => {
      await undefined;
      using _ = tracingContext({ tags: ['tag'] });
      await pause();
    };
    await second();
  },
  'a stretch after an await of a decorated method': async () => {
    const second = async (): Promise<void> => {
      await new Service().answer();
      using _ = tracingContext({ tags: ['tag'] });
      await pause();
    };
    await second();
  },
  'a helper that opens the block for its caller': () => new Service().openedByHelper(),
};

describe('is not reported as leaked: a block opened in', () => {
  test.each(Object.keys(harmless))('%s', async (name) => {
    await apart(async () => harmless[name]?.());
    expect(diagnostics).toEqual([]);
    expect(here()).toBe('none');
  });
});
