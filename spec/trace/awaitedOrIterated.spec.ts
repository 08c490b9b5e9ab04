import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, trace, traceable, tracingContext } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const fetchRow = traceable(async (row: number) => row, { name: 'fetchRow' });

/** As a query of Mongoose: awaited it gives all rows, iterated it gives row by row. */
class Query implements PromiseLike<number[]>, AsyncIterable<number> {
  then<Fulfilled, Rejected>(
    onFulfilled?: ((rows: number[]) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return Promise.resolve([1, 2]).then(onFulfilled, onRejected);
  }

  where(): this {
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield await fetchRow(1);
    yield await fetchRow(2);
  }
}

/** As a list of OpenAI's SDK: awaited it gives the first page, iterated it awaits itself and goes on over all pages. */
class Pages extends Promise<Iterable<number>> implements AsyncIterable<number> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield* await this;
    yield await fetchRow(3);
  }
}

class Library {
  @traceable
  find(): Query {
    return new Query();
  }

  @traceable
  findBooks(): Query {
    return this.find().where();
  }

  @traceable
  list(): Pages {
    return new Pages((resolve) => void resolve(new Set([1, 2]).values()));
  }

  @traceable({ enabled: false })
  findSilently(): Query {
    return this.find();
  }
}

const library = new Library();

async function iterate(values: AsyncIterable<number>): Promise<number[]> {
  const seen: number[] = [];
  for await (const value of values) seen.push(value);
  return seen;
}

function outcomes(): readonly unknown[] {
  return exporter.runs
    .filter(({ name }) => name.startsWith('Library'))
    .map(({ name, status, outputs, events }) => [name, status, outputs, events.length]);
}

describe('what can be awaited, and iterated instead', () => {
  test('ends its run with its last value, and keeps what it calls below', async () => {
    expect(await trace({ name: 'root' }, async () => iterate(library.find().where()))).toEqual([1, 2]);
    expect(traceTree(exporter)).toBe('root\n  Library.find\n    fetchRow\n    fetchRow');
    expect(outcomes()).toEqual([['Library.find', 'success', { output: [1, 2] }, 1]]);
  });

  test('ends its run with what it resolves to, where it is awaited', async () => {
    const query = library.find();
    expect(await query).toEqual([1, 2]);
    expect(outcomes()).toEqual([['Library.find', 'success', { output: [1, 2] }, 0]]);
    expect(Reflect.ownKeys(query)).toEqual([]);
  });

  test('belongs to whoever iterates it after it was awaited', async () => {
    const query = library.find();
    await query;
    await trace({ name: 'later' }, () => iterate(query));
    expect(traceTree(exporter)).toBe('Library.find\nlater\n  fetchRow\n  fetchRow');
  });

  test('is followed by the iteration, also where that awaits the object itself', async () => {
    expect(await iterate(library.list())).toEqual([1, 2, 3]);
    expect(traceTree(exporter)).toBe('Library.list\n  fetchRow');
    expect(outcomes()).toEqual([['Library.list', 'success', { output: [1, 2, 3] }, 1]]);
  });

  test('ends as cancelled where the loop is left', async () => {
    for await (const row of library.find()) if (row === 1) break;
    expect(outcomes()).toEqual([['Library.find', 'cancelled', { output: [1] }, 1]]);
  });

  test.each([
    ['iterated', (query: Query) => iterate(query)],
    ['awaited', (query: Query) => query],
  ])('ends both runs where one method hands on what another gave: %s', async (_use, use) => {
    const query = library.findBooks();
    expect(await use(query)).toEqual([1, 2]);
    expect(exporter.running).toEqual([]);
    expect(outcomes().map((outcome) => (outcome as unknown[])[0])).toEqual(['Library.find', 'Library.findBooks']);
    exporter.clear();
    await trace({ name: 'later' }, () => iterate(query));
    expect(traceTree(exporter)).toBe('later\n  fetchRow\n  fetchRow');
  });

  test('stays silent where the method that gave it is', async () => {
    await trace({ name: 'root' }, () => iterate(library.findSilently()));
    expect(traceTree(exporter)).toBe('root');
  });

  test('stays in the scope of a callback', async () => {
    const parent = trace({ name: 'parent' }, () => getCurrentRunTree());
    expect(parent).toBeDefined();
    if (parent !== undefined) await iterate(tracingContext(parent, () => new Query()));
    expect(traceTree(exporter)).toBe('parent\n  fetchRow\n  fetchRow');
  });

  test('is left alone where it is frozen', async () => {
    const freeze = traceable(() => Object.freeze(new Query()), { name: 'freeze' });
    expect(await iterate(freeze())).toEqual([1, 2]);
    expect(await freeze()).toEqual([1, 2]);
    expect(exporter.running).toEqual([]);
    expect(diagnostics).toEqual([]);
  });
});
