import { describe, expect, test } from '@jest/globals';
import {
  configure,
  MemoryExporter,
  startRun,
  trace,
  traceable,
  tracingContext,
  withExtra,
  type RunTree,
} from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

class Service {
  @traceable
  leaf(): string {
    return 'leaf';
  }

  @traceable
  call(): string {
    return this.leaf();
  }
}

/** A run of a trace that goes to its own exporter, in a project of its own. */
function elsewhere(): { run: RunTree; own: MemoryExporter } {
  const own = new MemoryExporter();
  using run = startRun({ name: 'elsewhere', exporter: own, projectName: 'other' });
  return { run, own };
}

describe('what is called below an explicit parent', () => {
  const ways: Record<string, (run: RunTree) => unknown> = {
    'as a scope': (run) => tracingContext(run, () => new Service().call()),
    'as an extra of one call': (run) => withExtra(new Service(), { parent: run }).call(),
    'as an option of trace': (run) => trace({ name: 'call', parent: run }, () => new Service().leaf()),
  };

  test.each(Object.entries(ways))('goes with that parent, %s, whatever the scope around says', (_way, call) => {
    const { run, own } = elsewhere();
    const around = new MemoryExporter();
    tracingContext({ exporter: around, projectName: 'around' }, () => call(run));
    expect(around.runs).toEqual([]);
    expect(exporter.runs).toEqual([]);
    const called = own.runs.filter(({ name }) => name !== 'elsewhere');
    expect(called).toHaveLength(2);
    expect(called.map(({ projectName }) => projectName)).toEqual(['other', 'other']);
  });
});

describe('overrides of one call', () => {
  test('are not left over for a later call where the first one was not traced', () => {
    const work = traceable((value: string) => value, { name: 'work' });
    configure({ enabled: false });
    withExtra(work, { name: 'renamed' })('a');
    configure({ enabled: true });
    work('b');
    expect(exporter.runs.map(({ name }) => name)).toEqual(['work']);
  });

  test('reach only the function that they were given for, and not what it calls', () => {
    withExtra(new Service(), { name: 'renamed' }).call();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['Service.leaf', 'renamed']);
  });
});

test('a function that is decorated twice has its parameter names in both runs', () => {
  class Twice {
    @traceable({ name: 'outer' })
    @traceable({ name: 'inner' })
    two(question: string): string {
      return question;
    }
  }
  new Twice().two('why');
  expect(exporter.runs.map(({ name, inputs }) => [name, inputs])).toEqual([
    ['inner', { question: 'why' }],
    ['outer', { question: 'why' }],
  ]);
});

test('an iterable that was iterated is its own again, and is followed for the next call that makes it', () => {
  class Pages {
    readonly page = traceable((number: number) => number, { name: 'page' });

    *[Symbol.iterator](): Generator<number> {
      yield this.page(1);
    }
  }
  const pages = new Pages();
  const open = traceable(() => pages, { name: 'open' });
  expect([...open()]).toEqual([1]);
  expect([...open()]).toEqual([1]);
  expect(exporter.runs.map(({ name, outputs }) => [name, outputs])).toEqual([
    ['page', { output: 1 }],
    ['open', { output: [1] }],
    ['page', { output: 1 }],
    ['open', { output: [1] }],
  ]);
});
