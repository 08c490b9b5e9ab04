import { describe, expect, test } from '@jest/globals';
import { configure, MemoryExporter, RunTree, trace, traceable, tracingContext, Zone, type Run } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

/** As programs without types write to a run. */
const bagOf = (run: Run): any => run.metadata;
const recorded = (): unknown[] => exporter.runs.map(({ name, metadata }) => [name, metadata]);

describe('what a program writes into the metadata of a running run', () => {
  test('is in that run only: not in later calls of the method, nor in others that share it', () => {
    let cost = 0;
    class Service {
      @traceable({ name: 'one', metadata: { team: 'a' }, onEnd: (run) => (bagOf(run).cost = ++cost) })
      one(): void {}

      @traceable({ name: 'two', metadata: { team: 'a' } })
      two(): void {}
    }
    const service = new Service();
    service.one();
    service.two();
    service.one();
    expect(recorded()).toEqual([
      ['one', { team: 'a', cost: 1 }],
      ['two', { team: 'a' }],
      ['one', { team: 'a', cost: 2 }],
    ]);
  });

  test('is in children that start later, and neither in the parent nor in siblings', () => {
    configure({ metadata: { process: { nested: 1 } } });
    trace({ name: 'parent', metadata: { a: 1 } }, () => {
      trace({ name: 'one' }, (run) => {
        trace({ name: 'before' }, () => undefined);
        bagOf(run).x = { deep: 1 };
        bagOf(run).process.nested = 2;
        trace({ name: 'after' }, () => undefined);
        bagOf(run).x.deep = 2;
      });
      trace({ name: 'two' }, () => undefined);
    });
    trace({ name: 'other trace' }, () => undefined);
    const inherited = { process: { nested: 1 }, a: 1 };
    expect(Object.fromEntries(recorded() as [])).toEqual({
      before: inherited,
      after: { process: { nested: 2 }, a: 1, x: { deep: 1 } },
      one: { process: { nested: 2 }, a: 1, x: { deep: 2 } },
      two: inherited,
      parent: inherited,
      'other trace': { process: { nested: 1 } },
    });
  });

  test('stays beside what addMetadata adds, whichever came first', () => {
    const run = new RunTree({ name: 'run', metadata: { a: 1 } });
    const bag = bagOf(run);
    bag.b = 2;
    run.addMetadata({ c: 3, a: 4 });
    bag.d = 5;
    expect(run.metadata).toBe(bag);
    expect(run.metadata).toEqual({ a: 4, b: 2, c: 3, d: 5 });
    run.end();
    expect(run.metadata).toEqual({ a: 4, b: 2, c: 3, d: 5 });
  });

  test('is plain data at the end, whatever it was', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const run = new RunTree({ name: 'run' });
    Object.assign(bagOf(run), { circular, big: 1n, call: () => 1 });
    expect(() => run.createChild({ name: 'child' })).not.toThrow();
    run.end();
    expect(() => JSON.stringify(run)).not.toThrow();
    expect(run.metadata).toMatchObject({ big: '1n' });
  });

  test('travels in headers', () => {
    const run = new RunTree({ name: 'run' });
    bagOf(run).k = 'v';
    expect(RunTree.fromHeaders(run.toHeaders())?.metadata).toEqual({ k: 'v' });
  });
});

describe('what a program writes into the tags of a running run', () => {
  test('is in that run and in children that start later', () => {
    const method = traceable(() => trace({ name: 'child' }, () => undefined), {
      name: 'method',
      tags: ['own'],
      onStart: (run) => void (run.tags as string[]).push('pushed', 'pushed'),
    });
    method();
    method();
    expect(exporter.runs.map(({ tags }) => tags)).toEqual([
      ['own', 'pushed'],
      ['own', 'pushed'],
      ['own', 'pushed'],
      ['own', 'pushed'],
    ]);
  });

  test('stays beside what addTags adds, and only strings count', () => {
    const run = new RunTree({ name: 'run', tags: ['a'] });
    const tags = run.tags as unknown[];
    tags.push('b', 5, null);
    run.addTags('c');
    tags.push('d');
    run.end();
    expect(run.tags).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('after its end a run does not change', () => {
  const changes: Readonly<Record<string, (run: any) => void>> = {
    status: (run) => (run.status = 'error'),
    endTime: (run) => (run.endTime = 5),
    error: (run) => (run.error = { name: 'x', message: 'y' }),
    name: (run) => (run.name = 'other'),
    runType: (run) => (run.runType = 'tool'),
    inputs: (run) => (run.inputs.q = 2),
    outputs: (run) => (run.outputs.a = 2),
    metadata: (run) => (run.metadata.k = 2),
    'nested metadata': (run) => (run.metadata.nested.k = 2),
    tags: (run) => run.tags.push('late'),
    events: (run) => run.events.push({ name: 'late', time: 0 }),
    'an event': (run) => (run.events[0].name = 'late'),
    'attributes of an event': (run) => (run.events[0].attributes.k = 2),
    attachments: (run) => (run.attachments.late = { mimeType: 'text/plain', data: 'late' }),
    'an attachment': (run) => (run.attachments.file.data = 'late'),
  };

  function ended(): { run: RunTree; held: { metadata: any; tags: any; inputs: any } } {
    const run = new RunTree({ name: 'run', tags: ['a'], metadata: { k: 1, nested: { k: 1 } } });
    run.setInputs({ q: 1 });
    run.addEvent('event', { k: 1 });
    run.attach('file', { mimeType: 'text/plain', data: 'x' });
    const { metadata, tags, inputs } = run;
    run.end({ a: 1 });
    return { run, held: { metadata, tags, inputs } };
  }

  const record = (run: RunTree): string => JSON.stringify([run, run.attachments]);

  test.each(Object.entries(changes))('through its %s', (_field, change) => {
    const { run } = ended();
    const before = record(run);
    try {
      change(run);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError); // What is frozen, or only a getter, says no.
    }
    expect(record(run)).toBe(before);
  });

  test('through what it handed out before', () => {
    const { run, held } = ended();
    const before = record(run);
    held.metadata.k = 2;
    held.metadata.nested.k = 2;
    held.tags.push('late');
    held.inputs.q = 2;
    expect(record(run)).toBe(before);
  });

  test.each(['metadata', 'nested metadata', 'tags', 'inputs', 'outputs', 'events'])(
    'and a late write to its %s does not throw',
    (field) => {
      const { run } = ended();
      expect(() => changes[field]?.(run)).not.toThrow();
    },
  );
});

describe('what scopes and options hand down', () => {
  test('cannot be changed through a run or an exporter', () => {
    const onStart = (run: Run): void => {
      bagOf(run).started = true;
      (run.tags as string[]).push('started');
    };
    const writing = Object.assign(new MemoryExporter(), { onStart });
    tracingContext({ exporter: writing, tags: ['scope'], metadata: { scope: 1 } }, () => {
      trace({ name: 'one' }, () => undefined);
      expect(Zone.current.settings).toMatchObject({ tags: ['scope'], metadata: { scope: 1 } });
    });
    tracingContext({ tags: ['scope'], metadata: { scope: 1 } }, () => trace({ name: 'two' }, () => undefined));
    expect(exporter.runs[0]).toMatchObject({ tags: ['scope'], metadata: { scope: 1 } });
    expect(diagnostics).toEqual([]);
  });
});
