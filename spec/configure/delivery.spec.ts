import { describe, expect, test } from '@jest/globals';
import { configure, flush, shutdown, traceable, type DeliveryOptions, type Exporter } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

/** An exporter that notes what it is asked. */
function noting(): { readonly asked: unknown[]; readonly exporter: Exporter } {
  const asked: unknown[] = [];
  return {
    asked,
    exporter: {
      onEnd: ({ name }) => void asked.push(['onEnd', name]),
      flush: async (options?: DeliveryOptions) => void asked.push(['flush', options]),
      shutdown: async (options?: DeliveryOptions) => void asked.push(['shutdown', options]),
    },
  };
}

const call = traceable(() => 1, { name: 'call' });

describe('flush', () => {
  test('asks the configured exporter, and hands on how long it may take', async () => {
    const { asked, exporter: noted } = noting();
    configure({ exporter: noted });
    await flush({ timeoutMs: 500 });
    await flush();
    expect(asked).toEqual([
      ['flush', { timeoutMs: 500 }],
      ['flush', undefined],
    ]);
  });

  test('asks all of several', async () => {
    const all = [noting(), noting()];
    configure({ exporter: all.map((one) => one.exporter) });
    await flush({ timeoutMs: 500 });
    expect(all.map(({ asked }) => asked)).toEqual([[['flush', { timeoutMs: 500 }]], [['flush', { timeoutMs: 500 }]]]);
  });

  test('has nothing to do without an exporter, or with one that has no flush', async () => {
    await expect(flush()).resolves.toBeUndefined();
    configure({ exporter: undefined });
    await expect(flush({ timeoutMs: 1 })).resolves.toBeUndefined();
    configure({ exporter: { onEnd: () => undefined } });
    await expect(flush()).resolves.toBeUndefined();
  });

  test('tells its caller of a failure', async () => {
    configure({ exporter: { onEnd: () => undefined, flush: () => Promise.reject(new Error('offline')) } });
    await expect(flush()).rejects.toThrow('offline');
    configure({
      exporter: {
        onEnd: () => undefined,
        flush() {
          throw new Error('offline');
        },
      },
    });
    await expect(flush()).rejects.toThrow('offline');
  });

  test('reaches the exporter of a scope or an option only where that is the configured one: flush it yourself', async () => {
    const { asked, exporter: own } = noting();
    traceable(() => 1, { name: 'own', exporter: own })();
    await flush();
    expect(asked).toEqual([['onEnd', 'own']]);
  });
});

describe('shutdown', () => {
  test('asks the exporter, which is given nothing any more; the program goes on', async () => {
    const { asked, exporter: noted } = noting();
    configure({ exporter: noted });
    call();
    await shutdown({ timeoutMs: 500 });
    expect(call()).toBe(1);
    await shutdown();
    expect(asked).toEqual([
      ['onEnd', 'call'],
      ['shutdown', { timeoutMs: 500 }],
    ]);
  });

  test('gives the exporter nothing from the moment it is called', async () => {
    const { asked, exporter: noted } = noting();
    configure({ exporter: noted });
    const done = shutdown();
    call();
    await done;
    expect(asked).toEqual([['shutdown', undefined]]);
  });

  test('has nothing to do without an exporter, or with one that has no shutdown', async () => {
    await expect(shutdown()).resolves.toBeUndefined();
    await expect(shutdown()).resolves.toBeUndefined();
  });

  test('leaves the other settings, and a new exporter can be configured', async () => {
    configure({ projectName: 'docs' });
    await shutdown();
    configure({ exporter });
    call();
    expect(exporter.runs.map(({ projectName }) => projectName)).toEqual(['docs']);
  });

  test('tells its caller of a failure, and the exporter is gone all the same', async () => {
    const asked: string[] = [];
    configure({
      exporter: { onEnd: ({ name }) => void asked.push(name), shutdown: () => Promise.reject(new Error('offline')) },
    });
    await expect(shutdown()).rejects.toThrow('offline');
    call();
    expect(asked).toEqual([]);
  });
});

describe.each([
  ['flush', flush],
  ['shutdown', shutdown],
] as const)('%s', (name, deliver) => {
  test('gives up on an exporter that does not heed the time', async () => {
    const never = new Promise<void>(() => undefined);
    configure({ exporter: { onEnd: () => undefined, flush: () => never, shutdown: () => never } });
    await expect(deliver({ timeoutMs: 1 })).rejects.toThrow(
      `${name} of the exporter took longer than 1 ms and is not finished.`,
    );
  });

  test('leaves it to an exporter that heeds the time to say what was not delivered', async () => {
    const late = async ({ timeoutMs = 0 }: DeliveryOptions = {}): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, timeoutMs + 1));
      throw new Error('2 runs were not delivered');
    };
    configure({ exporter: { onEnd: () => undefined, flush: late, shutdown: late } });
    await expect(deliver({ timeoutMs: 1 })).rejects.toThrow('2 runs were not delivered');
  });

  test.each([[null], [5], [{ timeout: 5 }], [{ timeoutMs: '5' }], [{ timeoutMs: -1 }], [{ timeoutMs: NaN }]])(
    'refuses %p, and the exporter stays',
    async (options) => {
      const { asked, exporter: noted } = noting();
      configure({ exporter: noted });
      await expect(deliver(options as DeliveryOptions)).rejects.toThrow(TypeError);
      await expect(deliver(options as DeliveryOptions)).rejects.toThrow(name);
      call();
      expect(asked).toEqual([['onEnd', 'call']]);
    },
  );
});
