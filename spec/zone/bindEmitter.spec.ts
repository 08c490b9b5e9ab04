import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { bindEmitter } from 'tracenest';
import { here, labelled } from '../helpers/labels.js';

function boundInA<Emitter extends object>(emitter: Emitter): Emitter {
  return labelled('A').run(() => bindEmitter(emitter));
}

const addingMethods = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;
const removingMethods = ['off', 'removeListener'] as const;

describe('bindEmitter on an EventEmitter', () => {
  test.each(addingMethods)('runs listeners added by %s in the zone of the binding', (add) => {
    const seen: unknown[] = [];
    const emitter = boundInA(new EventEmitter());
    labelled('B').run(() =>
      emitter[add]('event', function (this: unknown, ...args: unknown[]) {
        seen.push(here(), this === emitter, ...args);
      }),
    );
    labelled('C').run(() => emitter.emit('event', 1, 'two'));
    expect(seen).toEqual(['A', true, 1, 'two']);
  });

  test.each(addingMethods.flatMap((add) => removingMethods.map((remove) => [add, remove] as const)))(
    'a listener added by %s goes by %s of the original',
    (add, remove) => {
      const emitter = boundInA(new EventEmitter());
      const listener = () => expect('this').toBe('never called');
      emitter[add]('event', listener);
      emitter[remove]('event', listener);
      expect(emitter.listenerCount('event')).toBe(0);
      expect(emitter.emit('event')).toBe(false);
    },
  );

  test.each(['once', 'prependOnceListener'] as const)('a listener added by %s comes once', (add) => {
    const emitter = boundInA(new EventEmitter());
    let calls = 0;
    emitter[add]('event', () => (calls += 1));
    expect([emitter.emit('event'), emitter.emit('event'), calls]).toEqual([true, false, 1]);
  });

  test.each(addingMethods)('listeners() shows the original that %s was given', (add) => {
    const emitter = boundInA(new EventEmitter());
    const listener = () => undefined;
    emitter[add]('event', listener);
    expect(emitter.listeners('event').map((found) => found === listener)).toEqual([true]);
    expect(emitter.listenerCount('event')).toBe(1);
    expect(emitter.listenerCount('event', listener)).toBe(1);
    expect(emitter.eventNames()).toEqual(['event']);
  });

  test('prepended listeners come first', () => {
    const emitter = boundInA(new EventEmitter());
    const order: string[] = [];
    emitter.on('event', () => order.push('on'));
    emitter.prependListener('event', () => order.push('prepended'));
    emitter.prependOnceListener('event', () => order.push('prepended once'));
    emitter.emit('event');
    emitter.emit('event');
    expect(order).toEqual(['prepended once', 'prepended', 'on', 'prepended', 'on']);
  });

  test('removeAllListeners removes them, of one event and of all', () => {
    const emitter = boundInA(new EventEmitter());
    emitter.on('one', () => undefined).once('two', () => undefined);
    emitter.removeAllListeners('one');
    expect(emitter.eventNames()).toEqual(['two']);
    emitter.removeAllListeners();
    expect(emitter.eventNames()).toEqual([]);
  });

  test('a listener that was added twice goes one at a time, the last first', () => {
    const emitter = boundInA(new EventEmitter());
    let calls = 0;
    const listener = () => void (calls += 1);
    emitter.on('event', listener).on('event', listener);
    emitter.off('event', listener);
    emitter.emit('event');
    expect([calls, emitter.listenerCount('event')]).toEqual([1, 1]);
  });

  test('one listener on several events goes from the one it is removed from', () => {
    const emitter = boundInA(new EventEmitter());
    const listener = () => undefined;
    emitter.on('one', listener).once('two', listener);
    emitter.off('one', listener);
    expect(emitter.eventNames()).toEqual(['two']);
    emitter.off('two', listener);
    expect(emitter.eventNames()).toEqual([]);
  });

  test('newListener and removeListener events tell of the original', () => {
    const emitter = boundInA(new EventEmitter());
    const told: unknown[] = [];
    const original = () => undefined;
    emitter.on('newListener', (event, listener) => told.push('new', event, listener === original));
    emitter.on('removeListener', (event, listener) => told.push('removed', event, listener === original));
    told.length = 0;
    emitter.on('event', original);
    emitter.off('event', original);
    expect(told).toEqual(['new', 'event', true, 'removed', 'event', true]);
  });

  test('a listener may add and remove listeners while it runs', () => {
    const emitter = boundInA(new EventEmitter());
    const seen: string[] = [];
    const inner = () => void seen.push(`inner ${here()}`);
    emitter.once('event', () => {
      seen.push(`outer ${here()}`);
      emitter.on('event', inner);
    });
    labelled('B').run(() => [emitter.emit('event'), emitter.emit('event')]);
    emitter.off('event', inner);
    expect([seen, emitter.emit('event')]).toEqual([['outer A', 'inner A'], false]);
  });

  test('binding it twice changes nothing: the first zone counts', () => {
    const emitter = boundInA(new EventEmitter());
    const { on } = emitter;
    expect(labelled('B').run(() => bindEmitter(emitter))).toBe(emitter);
    expect(emitter.on === on).toBe(true);
    const seen: string[] = [];
    emitter.on('event', () => seen.push(here()));
    emitter.emit('event');
    expect(seen).toEqual(['A']);
  });

  test('does not reach listeners that were there before; they can still be removed', () => {
    const emitter = new EventEmitter();
    const seen: string[] = [];
    const listener = () => void seen.push(here());
    emitter.on('event', listener);
    boundInA(emitter);
    emitter.emit('event');
    expect(seen).toEqual(['none']);
    emitter.off('event', listener);
    expect(emitter.listenerCount('event')).toBe(0);
  });

  test('what is added is not enumerable, and methods that were not there are not there now', () => {
    const emitter = boundInA(new EventEmitter());
    expect(Object.keys(emitter)).toEqual(Object.keys(new EventEmitter()));
    expect('addEventListener' in emitter).toBe(false);
  });

  test('throws as ever on what is no listener', () => {
    const emitter = boundInA(new EventEmitter());
    expect(() => emitter.on('event', undefined as never)).toThrow(/"listener" argument must be of type function/);
    expect(() => emitter.on('event', { handleEvent: () => undefined } as never)).toThrow(/"listener" argument/);
  });

  test('an overridden method is called, and calls of its own to other methods still work', () => {
    class Chatty extends EventEmitter {
      readonly added: unknown[] = [];
      override on(event: string, listener: (...args: any[]) => void): this {
        this.added.push(event);
        return super.on(event, listener);
      }
    }
    const emitter = boundInA(new Chatty());
    const seen: string[] = [];
    const listener = () => void seen.push(here());
    emitter.once('event', listener);
    emitter.on('event', listener);
    emitter.emit('event');
    emitter.off('event', listener);
    expect([seen, emitter.listenerCount('event')]).toEqual([['A', 'A'], 0]);
    expect(emitter.added).toContain('event');
  });

  test('a listener added by an emitter that listens in its own `on` is bound as well', () => {
    class Relay extends EventEmitter {
      readonly inner = bindEmitter(new EventEmitter());
      override on(event: string, listener: (...args: any[]) => void): this {
        this.inner.on(event, listener);
        return super.on(event, listener);
      }
    }
    const relay = labelled('A').run(() => bindEmitter(new Relay()));
    const seen: string[] = [];
    relay.on('event', () => seen.push(here()));
    labelled('B').run(() => [relay.emit('event'), relay.inner.emit('event')]);
    expect(seen).toEqual(['A', 'A']);
  });

  test('a stream that is bound still flows and ends', async () => {
    const stream = boundInA(new PassThrough());
    const seen = new Set<string>();
    const ended = new Promise((resolve) => stream.on('data', () => seen.add(here())).once('end', resolve));
    labelled('B').run(() => stream.end('content'));
    await ended;
    expect([...seen]).toEqual(['A']);
  });
});

/** As eventemitter3: listeners are kept in objects, and `once` does not go through `on`. */
class SmallEmitter {
  #listeners: { event: string; listener: (...args: unknown[]) => void; once: boolean }[] = [];

  on(event: string, listener: (...args: unknown[]) => void, once = false): this {
    this.#listeners.push({ event, listener, once });
    return this;
  }

  once(event: string, listener: (...args: unknown[]) => void): this {
    this.#listeners.push({ event, listener, once: true });
    return this;
  }

  off(event: string, listener: (...args: unknown[]) => void): this {
    this.#listeners = this.#listeners.filter((kept) => kept.event !== event || kept.listener !== listener);
    return this;
  }

  emit(event: string, ...args: unknown[]): boolean {
    const due = this.#listeners.filter((kept) => kept.event === event);
    this.#listeners = this.#listeners.filter((kept) => !(kept.once && due.includes(kept)));
    for (const { listener } of due) listener.apply(this, args);
    return due.length > 0;
  }
}

describe("bindEmitter on an emitter that is not Node's", () => {
  test('binds on and once, and off takes the original', () => {
    const emitter = boundInA(new SmallEmitter());
    const seen: string[] = [];
    const listener = () => void seen.push(here());
    emitter.on('event', listener).once('event', listener);
    labelled('B').run(() => emitter.emit('event'));
    emitter.off('event', listener);
    expect([seen, emitter.emit('event')]).toEqual([['A', 'A'], false]);
  });
});

describe('bindEmitter on what is no emitter', () => {
  test.each([[undefined], [null], [5], ['text'], [{}], [() => undefined]])('throws: %p', (given) => {
    expect(() => bindEmitter(given as object)).toThrow(/^bindEmitter got .*Pass an EventEmitter or an EventTarget\./);
  });
});
