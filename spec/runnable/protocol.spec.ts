import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { asRunnable, runnable, trace, type RunnableConfig } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

class Concatenated {
  readonly parts: readonly number[];
  constructor(parts: readonly number[]) {
    this.parts = parts;
  }
  concat(other: Concatenated): Concatenated {
    return new Concatenated([...this.parts, ...other.parts]);
  }
}

/** Where a body waits until a test lets it go on. */
class Gate {
  open = (): void => undefined;
  passed = (): void => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
  readonly done = new Promise<void>((resolve) => (this.passed = resolve));
}
let gate = new Gate();

let atOnce = 0;
let mostAtOnce = 0;
let left = 0;

class Service {
  factor = 2;

  @runnable
  async double(value: number): Promise<number> {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await sleep(1);
    atOnce -= 1;
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value * this.factor;
  }

  @runnable
  sync(value: number): number {
    if (value < 0) throw new RangeError('negative');
    return value * this.factor;
  }

  @runnable
  async *spell(word: string): AsyncGenerator<string> {
    try {
      yield* word;
    } finally {
      left += 1;
    }
  }

  @runnable
  async *traced(word: string): AsyncGenerator<string> {
    yield await trace({ name: 'step' }, async () => word);
  }

  @runnable
  *count(to: number): Generator<number> {
    for (let value = 1; value <= to; value++) yield value;
  }

  @runnable({ collect: (chunks) => chunks.length })
  async *counted(words: string): AsyncGenerator<string> {
    yield* words.split(' ');
  }

  @runnable
  async *updates(): AsyncGenerator<Record<string, unknown>> {
    yield { text: 'a', list: [1], one: 1 };
    yield { text: 'b', list: [2], other: true };
  }

  @runnable
  async *concatenated(): AsyncGenerator<Concatenated> {
    yield new Concatenated([1]);
    yield new Concatenated([2]);
  }

  @runnable
  async *nothing(): AsyncGenerator<never> {}

  @runnable
  web(): ReadableStream<string> {
    return new ReadableStream({
      start(controller) {
        for (const text of ['a', 'b']) controller.enqueue(text);
        controller.close();
      },
    });
  }

  @runnable({ input: ({ of, to }: { of: number; to: number }) => [of, to] })
  power(of: number, to: number): number {
    return of ** to;
  }

  @runnable
  async stuck(_input: string, config?: RunnableConfig): Promise<string> {
    await gate.opened;
    await trace({ name: 'late' }, () => undefined);
    gate.passed();
    return String(config?.signal?.aborted);
  }

  @runnable
  async *drip(text: string): AsyncGenerator<string> {
    yield text;
    await sleep(20);
    yield text;
  }
}

const service = new Service();

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('invoke', () => {
  test('calls the method of the object, sync or async, and gives a promise', async () => {
    expect(await asRunnable(service.double).invoke(2)).toBe(4);
    expect(await asRunnable(service.sync).invoke(3)).toBe(6);
    await expect(asRunnable(service.sync).invoke(-1)).rejects.toThrow(RangeError);
    expect(traceTree(exporter)).toBe('Service.double\nService.sync\nService.sync [error]');
  });

  test.each([
    ['texts', service.spell, 'abc', 'abc'],
    ['plain objects, key by key', service.updates, '', { text: 'ab', list: [1, 2], one: 1, other: true }],
    ['what has a concat', service.concatenated, '', new Concatenated([1, 2])],
    ['anything else: the last', service.count, 3, 3],
    ['nothing', service.nothing, '', undefined],
    ['a web stream', service.web, '', 'ab'],
    ['what collect says', service.counted, 'a b c', 3],
  ] as const)('makes one value of %s', async (_, method, input, expected) => {
    expect(await asRunnable<(input: never) => unknown, unknown>(method).invoke(input)).toEqual(expected);
  });

  test('spreads its one input as the option input says', async () => {
    expect(
      await asRunnable<typeof service.power, { of: number; to: number }>(service.power).invoke({ of: 2, to: 3 }),
    ).toBe(8);
    expect(exporter.runs[0]?.inputs).toEqual({ of: 2, to: 3 });
  });
});

describe('stream and transform', () => {
  test('give the chunks, or the one value', async () => {
    expect(await all(await asRunnable(service.spell).stream('abc'))).toEqual(['a', 'b', 'c']);
    expect(await all(await asRunnable(service.count).stream(2))).toEqual([1, 2]);
    expect(await all(await asRunnable(service.double).stream(2))).toEqual([4]);
    expect(await all(asRunnable(service.spell).transform(await asRunnable(service.spell).stream('ab')))).toEqual([
      'a',
      'b',
    ]);
  });

  test.each([
    ['stream', () => asRunnable(service.traced).stream('ab')],
    [
      'transform',
      async () => {
        const input = await asRunnable(service.spell).stream('ab');
        return asRunnable(service.traced).transform(input);
      },
    ],
  ] as const)('%s belongs where it was asked for, not where it is consumed', async (_, make) => {
    const made = await trace({ name: 'maker' }, async () => ({ stream: await make() }));
    await trace({ name: 'consumer' }, () => all(made.stream));
    expect(traceTree(exporter)).toMatch(/^maker\n( {2}Service\.spell\n)? {2}Service\.traced\n {4}step\nconsumer$/);
  });

  test('a consumer that stops runs the body’s finally, and the run ends as cancelled', async () => {
    left = 0;
    for await (const chunk of await asRunnable(service.spell).stream('abc')) if (chunk === 'b') break;
    expect([left, exporter.runs[0]?.status, exporter.runs[0]?.outputs]).toEqual([
      1,
      'cancelled',
      { output: ['a', 'b'] },
    ]);
  });
});

describe('batch', () => {
  test('works on all inputs at once, in their order', async () => {
    mostAtOnce = 0;
    expect(await asRunnable(service.double).batch([3, 1, 2])).toEqual([6, 2, 4]);
    expect(mostAtOnce).toBe(3);
    expect(await asRunnable(service.double).batch([])).toEqual([]);
  });

  test.each([
    ['options', {}, { maxConcurrency: 2 }],
    ['the config', { maxConcurrency: 2 }, {}],
  ] as const)('works on as many at once as maxConcurrency in %s says', async (_, config, options) => {
    mostAtOnce = 0;
    expect(await asRunnable(service.double).batch([1, 2, 3, 4, 5], config, options)).toEqual([2, 4, 6, 8, 10]);
    expect(mostAtOnce).toBe(2);
  });

  test('throws the first error, or gives errors in place with returnExceptions', async () => {
    await expect(asRunnable(service.double).batch([1, -1])).rejects.toThrow('negative: -1');
    const results = await asRunnable(service.double).batch([1, -1, 2], {}, { returnExceptions: true });
    expect(results).toEqual([2, new RangeError('negative: -1'), 4]);
  });

  test('refuses configs for other inputs than there are', async () => {
    await expect(asRunnable(service.double).batch([1, 2, 3], [{ runName: 'one' }])).rejects.toThrow(
      'batch of Service.double got 1 configs for 3 inputs. Pass one for each, or one for all.',
    );
  });

  test('takes a config for every input; one id is the first run’s alone', async () => {
    const configs = ['one', 'two'].map((runName) => ({ runName }));
    await asRunnable(service.sync).batch([1, 2], configs);
    const runId = '01890a5d-ac96-774b-bcce-b302099a8057';
    await asRunnable(service.sync).batch([1, 2], { runId });
    expect(exporter.runs.map(({ name }) => name)).toEqual(['one', 'two', 'Service.sync', 'Service.sync']);
    expect(exporter.runs.map(({ id }) => id === runId)).toEqual([false, false, true, false]);
    expect(diagnostics).toEqual([]);
  });
});

describe('abort', () => {
  beforeEach(() => {
    gate = new Gate();
  });

  test('rejects at once, ends the run as cancelled at once, and takes what the body still traces', async () => {
    const controller = new AbortController();
    const call = asRunnable(service.stuck).invoke('x', { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(exporter.runs.map(({ name, status }) => [name, status])).toEqual([['Service.stuck', 'cancelled']]);
    gate.open();
    await gate.done;
    expect(traceTree(exporter)).toBe('Service.stuck [cancelled]\n  late');
    expect(diagnostics).toEqual([]);
  });

  test('of a call by hand ends the run, and changes nothing about the promise', async () => {
    const controller = new AbortController();
    const call = service.stuck('x', { signal: controller.signal });
    controller.abort();
    expect(exporter.runs.map(({ status }) => status)).toEqual(['cancelled']);
    gate.open();
    expect(await call).toBe('true');
  });

  test('of a stream ends it and keeps what had come', async () => {
    const controller = new AbortController();
    const stream = await asRunnable(service.drip).stream('x', { signal: controller.signal });
    expect(await stream.next()).toEqual({ done: false, value: 'x' });
    const next = stream.next();
    controller.abort('enough');
    await expect(next).rejects.toThrow('enough');
    expect(exporter.runs.map(({ status, outputs }) => [status, outputs])).toEqual([['cancelled', { output: ['x'] }]]);
  });

  test('before the call', async () => {
    await expect(asRunnable(service.sync).invoke(1, { signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(asRunnable(service.stuck).invoke('x', { timeout: 1 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('leaves no listener on a signal that outlives its calls', async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners.add(args[1]);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners.delete(args[1]);
      removeEventListener.apply(signal, args);
    };
    await asRunnable(service.double).invoke(1, { signal });
    await asRunnable(service.spell).invoke('ab', { signal });
    expect(listeners.size).toBe(0);
  });
});
