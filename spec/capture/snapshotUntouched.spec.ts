import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { snapshot } from '../../lib/capture/snapshot.js';

describe('a snapshot only names, and does not consume', () => {
  test('promises, and leaves a rejection as unhandled as it was', async () => {
    expect(snapshot({ later: Promise.resolve(1) })).toEqual({ later: '[Promise]' });
    const rejected = Promise.reject(new Error('mine'));
    expect(snapshot(rejected)).toBe('[Promise]');
    await expect(rejected).rejects.toThrow('mine');
  });

  test('thenables, whose then starts their work', () => {
    let started = 0;
    class Query {
      then(): void {
        started += 1;
      }
    }
    expect(snapshot(new Query())).toBe('[Query]');
    snapshot({ then: () => (started += 1) });
    expect(started).toBe(0);
  });

  test('generators', () => {
    const generator = (function* () {
      yield 1;
    })();
    expect(snapshot({ generator })).toEqual({ generator: '[Generator]' });
    expect([...generator]).toEqual([1]);
  });

  test('async generators', async () => {
    const generator = (async function* () {
      yield 1;
    })();
    expect(snapshot([generator])).toEqual(['[AsyncGenerator]']);
    expect(await generator.next()).toEqual({ done: false, value: 1 });
  });

  test('iterators of collections, also written by hand', () => {
    const values = new Map([['k', 1]]).values();
    expect(snapshot(values)).toMatch(/^\[.*Iterator\]$/);
    expect([...values]).toEqual([1]);
    let asked = 0;
    snapshot({ next: () => (asked += 1), [Symbol.iterator]: () => (asked += 1) });
    expect(asked).toBe(0);
  });

  test('async iterables', () => {
    let asked = 0;
    class Feed {
      [Symbol.asyncIterator](): never {
        asked += 1;
        throw new Error('asked');
      }
    }
    expect(snapshot(new Feed())).toBe('[Feed]');
    snapshot({ [Symbol.asyncIterator]: () => (asked += 1) });
    expect(asked).toBe(0);
  });

  test('iterables of a class of the program', () => {
    let asked = 0;
    class Range {
      readonly to = 3;
      *[Symbol.iterator](): Generator<number> {
        asked += 1;
        yield this.to;
      }
    }
    expect(snapshot(new Range())).toEqual({ to: 3 });
    expect(asked).toBe(0);
  });

  test('web streams, which stay unlocked and unread', async () => {
    let pulls = 0;
    const stream = new ReadableStream(
      { pull: (controller) => void (controller.enqueue(++pulls), controller.close()) },
      { highWaterMark: 0 },
    );
    expect(snapshot({ stream, writable: new WritableStream(), transform: new TransformStream() })).toMatchObject({
      stream: '[ReadableStream]',
      writable: '[WritableStream]',
    });
    expect([stream.locked, pulls]).toEqual([false, 0]);
    expect(await stream.getReader().read()).toEqual({ done: false, value: 1 });
  });

  test('the body of a Response', async () => {
    const response = new Response('hello');
    snapshot({ response });
    expect(response.bodyUsed).toBe(false);
    expect(await response.text()).toBe('hello');
  });

  test('Node streams', async () => {
    const readable = Readable.from(['a', 'b']);
    const writable = new Writable({ write: (_chunk, _encoding, done) => done() });
    expect(snapshot({ readable })).toEqual({ readable: '[Readable]' });
    expect(() => snapshot({ writable })).not.toThrow();
    expect(await readable.toArray()).toEqual(['a', 'b']);
  });

  test('emitters, which get no listeners', () => {
    const emitter = new EventEmitter();
    snapshot({ emitter });
    expect(emitter.eventNames()).toEqual([]);
  });

  test('functions, which are not called', () => {
    let called = 0;
    snapshot({ f: () => (called += 1), valueOf: () => (called += 1), toString: () => (called += 1) });
    expect(called).toBe(0);
  });
});
