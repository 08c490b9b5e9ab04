import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { runInNode } from '../helpers/runInNode.js';

const { exporter } = freshTracing();

class Service {
  @traceable
  take(value: unknown): unknown {
    return { taken: true, value };
  }
}

function taken(value: unknown): unknown {
  const { value: passed } = new Service().take(value) as { value: unknown };
  expect(passed).toBe(value);
  return exporter.runs.at(-1)?.inputs['value'];
}

describe('an argument reaches the method as it is, unconsumed, and the run says what it was:', () => {
  test('a promise', async () => {
    const promise = Promise.resolve(1);
    expect(taken(promise)).toBe('[Promise]');
    expect(await promise).toBe(1);
  });

  test('a promise that rejects, whose rejection stays as unhandled as it was', async () => {
    const codes = await runInNode<string[]>(`
      import { traceable } from 'tracenest';
      const events: string[] = [];
      process.on('unhandledRejection', (reason) => void events.push(String(reason)));
      const take = traceable((_value: unknown) => 1, { name: 'take' });
      const handled = Promise.reject('handled');
      handled.catch(() => undefined);
      take(handled);
      take(Promise.reject('nobody'));
      await new Promise((resolve) => setTimeout(resolve, 10));
      export default events;
    `);
    expect(codes).toEqual(['nobody']);
  });

  test('a thenable whose work starts with then', () => {
    let started = 0;
    class Query {
      then(): void {
        started += 1;
      }
    }
    expect(taken(new Query())).toBe('[Query]');
    expect(started).toBe(0);
  });

  test('a generator', () => {
    const generator = (function* () {
      yield 1;
      yield 2;
    })();
    expect(taken(generator)).toBe('[Generator]');
    expect([...generator]).toEqual([1, 2]);
  });

  test('an async generator', async () => {
    const generator = (async function* () {
      yield 1;
    })();
    expect(taken(generator)).toBe('[AsyncGenerator]');
    expect(await generator.next()).toEqual({ done: false, value: 1 });
  });

  test('an iterator of a map', () => {
    const entries = new Map([['k', 1]]).entries();
    expect(taken(entries)).toBe('[Map Iterator]');
    expect([...entries]).toEqual([['k', 1]]);
  });

  test('a web stream', async () => {
    const stream = new ReadableStream({ start: (controller) => controller.enqueue('chunk') });
    expect(taken(stream)).toBe('[ReadableStream]');
    expect(stream.locked).toBe(false);
    expect(await stream.getReader().read()).toEqual({ done: false, value: 'chunk' });
  });

  test('a Node stream', async () => {
    const stream = Readable.from(['a']);
    expect(taken(stream)).toBe('[Readable]');
    expect(await stream.toArray()).toEqual(['a']);
  });

  test('any of these inside an object', async () => {
    const generator = (function* () {
      yield 1;
    })();
    const value = { promise: Promise.resolve(1), list: [generator] };
    expect(taken(value)).toEqual({ promise: '[Promise]', list: ['[Generator]'] });
    expect(generator.next().value).toBe(1);
  });

  test('a frozen object, a proxy, a class instance with private members', () => {
    class Account {
      readonly #balance = 5;
      read(): number {
        return this.#balance;
      }
    }
    const account = new Account();
    taken(account);
    taken(Object.freeze({ a: 1 }));
    taken(new Proxy({ a: 1 }, {}));
    expect(account.read()).toBe(5);
  });
});

describe('arguments', () => {
  test('are passed in number and order, `arguments` included', () => {
    class Counting {
      @traceable
      count(..._args: unknown[]): number {
        return arguments.length;
      }
      @traceable
      withDefault(a = 1, b = 2): unknown[] {
        return [a, b, arguments.length];
      }
    }
    expect(new Counting().count(1, undefined, null)).toBe(3);
    expect(new Counting().withDefault(undefined, 5)).toEqual([1, 5, 2]);
    expect(new Counting().withDefault()).toEqual([1, 2, 0]);
  });

  test('that the method changes are recorded as they were', () => {
    class Sorting {
      @traceable
      sort(list: number[]): number[] {
        return list.sort();
      }
    }
    const list = [3, 1, 2];
    expect(new Sorting().sort(list)).toBe(list);
    expect(exporter.runs[0]?.inputs).toEqual({ list: [3, 1, 2] });
    expect(exporter.runs[0]?.outputs).toEqual({ output: [1, 2, 3] });
  });

  test('of every kind of method are recorded by the names of its parameters', async () => {
    class Every {
      @traceable
      async find({ question, topK = 3 }: { question: string; topK?: number }, ...filters: string[]): Promise<unknown> {
        return [question, topK, filters];
      }
      @traceable
      *walk(from: number, to = from + 1): Generator<number> {
        yield to;
      }
      @traceable
      async *stream(prompt: string): AsyncGenerator<string> {
        yield prompt;
      }
      @traceable
      #hidden(key: string): string {
        return key;
      }
      @traceable
      static make(size: number): number {
        return size;
      }
      call(): string {
        return this.#hidden('k');
      }
    }
    const every = new Every();
    await every.find({ question: 'Why?' }, 'a', 'b');
    void [...every.walk(1)];
    for await (const _ of every.stream('p'));
    every.call();
    Every.make(2);
    expect(exporter.runs.map(({ inputs }) => inputs)).toEqual([
      { question: 'Why?', filters: ['a', 'b'] },
      { from: 1 },
      { prompt: 'p' },
      { key: 'k' },
      { size: 2 },
    ]);
  });
});
