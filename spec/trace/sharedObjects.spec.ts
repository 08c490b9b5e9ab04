import { describe, expect, test } from '@jest/globals';
import { trace, traceable } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

class Corpus implements Iterable<string> {
  readonly word = traceable((text: string) => text, { name: 'word' });

  *[Symbol.iterator](): Generator<string> {
    yield this.word('one');
    yield this.word('two');
  }

  @traceable
  add(): this {
    return this;
  }
}

class Library {
  readonly corpus = new Corpus();

  @traceable
  getCorpus(): Corpus {
    return this.corpus;
  }
}

describe('an object that is given again and again', () => {
  test('is followed for the first call, and is a value for the others', () => {
    const library = new Library();
    for (let call = 0; call < 20_000; call++) library.getCorpus();
    expect([...library.corpus]).toEqual(['one', 'two']);
    expect(exporter.running).toEqual([]);
    expect(Object.getOwnPropertySymbols(library.corpus)).toEqual([]);
  });

  test('belongs to whoever iterates it later', () => {
    const library = new Library();
    trace({ name: 'warm up' }, () => [...library.getCorpus()]);
    trace({ name: 'request' }, () => [...library.corpus]);
    expect(traceTree(exporter)).toBe('warm up\n  Library.getCorpus\n    word\n    word\nrequest\n  word\n  word');
  });

  test('is a value where it is the object itself', () => {
    new Corpus().add().add();
    expect(exporter.runs.map(({ status }) => status)).toEqual(['success', 'success']);
  });

  test('is a value where it is a keyed collection', () => {
    traceable(() => new Headers({ accept: 'text/plain' }), { name: 'headers' })();
    expect(exporter.running).toEqual([]);
  });

  test('is a value where a promise gives the object itself, also to the calls around it', async () => {
    class Reader {
      readonly read = traceable(() => 1, { name: 'read' });

      @traceable
      async open(): Promise<this> {
        return Promise.resolve(this);
      }

      *[Symbol.iterator](): Generator<number> {
        yield this.read();
      }
    }
    const reader = new Reader();
    await trace({ name: 'warm up' }, async () => reader.open());
    trace({ name: 'request' }, () => [...reader]);
    expect(exporter.running).toEqual([]);
    expect(traceTree(exporter)).toBe('warm up\n  Reader.open\nrequest\n  read');
  });

  test('is named, and not copied, as the output of its own method', () => {
    new Corpus().add();
    expect(exporter.runs.map(({ outputs }) => outputs)).toEqual([{ output: '[Corpus]' }]);
  });

  test('is given to processOutputs as it is', () => {
    class Counter {
      count = 1;

      @traceable({ processOutputs: (counter) => ({ count: (counter as Counter).count }) })
      up(): this {
        this.count += 1;
        return this;
      }
    }
    new Counter().up();
    expect(exporter.runs.map(({ outputs }) => outputs)).toEqual([{ count: 2 }]);
  });
});
