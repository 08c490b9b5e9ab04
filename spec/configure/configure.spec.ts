import { describe, expect, test } from '@jest/globals';
import { configure, MemoryExporter, RunTree, traceable, type Diagnostic } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const call = traceable(() => 1, { name: 'call' });

describe('configure', () => {
  test('changes what is named, and leaves the rest', () => {
    configure({ projectName: 'docs', tags: ['a'] });
    configure({ metadata: { k: 1 } });
    call();
    expect(exporter.runs[0]).toMatchObject({ projectName: 'docs', tags: ['a'], metadata: { k: 1 } });
  });

  test('takes a setting back that is given as undefined', () => {
    configure({ projectName: 'docs', tags: ['a'], metadata: { k: 1 }, enabled: false });
    configure({ projectName: undefined, tags: undefined, metadata: undefined, enabled: true });
    call();
    expect(exporter.runs[0]).toMatchObject({ projectName: 'default', tags: [], metadata: {} });
  });

  test('with nothing changes nothing', () => {
    configure({ tags: ['a'] });
    configure({});
    call();
    expect(exporter.runs[0]?.tags).toEqual(['a']);
  });

  test('turns tracing off and on', () => {
    configure({ enabled: false });
    expect(call()).toBe(1);
    configure({ enabled: true });
    call();
    expect(exporter.runs).toHaveLength(1);
  });

  test('holds for calls that start afterwards: one that is going on keeps what it began with', async () => {
    const other = new MemoryExporter();
    const waiting = traceable(
      async () => {
        await Promise.resolve();
        call();
      },
      { name: 'waiting' },
    );
    const promise = waiting();
    configure({ exporter: other, projectName: 'later' });
    await promise;
    call();
    expect(exporter.runs.map(({ name, projectName }) => [name, projectName])).toEqual([
      ['call', 'default'],
      ['waiting', 'default'],
    ]);
    expect(other.runs.map(({ name, projectName }) => [name, projectName])).toEqual([['call', 'later']]);
  });

  test('takes several exporters', () => {
    const others = [new MemoryExporter(), new MemoryExporter()];
    configure({ exporter: others });
    call();
    expect(others.map(({ runs }) => runs.length)).toEqual([1, 1]);
  });

  test('takes no exporter, an empty list of them, and gives the tree all the same', () => {
    for (const none of [undefined, []]) {
      configure({ exporter: none });
      expect(traceable(() => traceable(() => 1)(), { name: 'outer' })()).toBe(1);
    }
    expect(exporter.runs).toEqual([]);
  });

  test('is not changed by later changes of what it was given', () => {
    const tags = ['a'];
    const metadata = { k: { deep: 1 } };
    configure({ tags, metadata });
    tags.push('b');
    metadata.k.deep = 2;
    call();
    expect(exporter.runs[0]).toMatchObject({ tags: ['a'], metadata: { k: { deep: 1 } } });
  });
});

describe('configure throws and says what is wrong, and changes nothing, on', () => {
  test.each([
    ['an unknown option', { project: 'docs' }, /unknown option "project"[^]*projectName/],
    ['an option of another case', { projectname: 'docs' }, /unknown option "projectname"/],
    ['something that is no exporter', { exporter: {} }, /onEnd/],
    ['null as the exporter', { exporter: null }, /onEnd/],
    ['an exporter class instead of an object', { exporter: MemoryExporter }, /onEnd/],
    ['a list with something that is no exporter', { exporter: [new MemoryExporter(), {}] }, /onEnd/],
    ['a switch that is no boolean', { enabled: 'false' }, /enabled/],
    ['tags that are no list', { tags: 'a' }, /tags/],
    ['a project that is no text', { projectName: 5 }, /projectName/],
    ['metadata that is no object', { metadata: 'k' }, /metadata/],
    ['a handler that is no function', { onDiagnostic: 'warn' }, /onDiagnostic/],
    ['nothing at all', undefined, /configure/],
    ['null', null, /configure/],
    ['an exporter in place of the options', new MemoryExporter(), /a MemoryExporter.*configure\(\{ exporter \}\)/],
    ['an exporter literal in place of the options', { onEnd: () => undefined }, /configure\(\{ exporter \}\)/],
    ['a list of exporters in place of the options', [new MemoryExporter()], /a list.*plain object/],
    ['an object of a class', new URL('http://localhost'), /a URL.*plain object/],
    ['a function', () => ({}), /a function.*plain object/],
  ])('%s', (_what, options, message) => {
    expect(() => configure(options as never)).toThrow(TypeError);
    expect(() => configure(options as never)).toThrow(message);
    call();
    expect(exporter.runs.map(({ projectName, tags }) => [projectName, tags])).toEqual([['default', []]]);
  });
});

describe('onDiagnostic', () => {
  test('is told what goes wrong: a code, a message, the cause', () => {
    RunTree.fromDottedOrder('nonsense');
    expect(diagnostics).toEqual([{ code: 'parent-malformed', message: expect.stringContaining('nonsense') }]);
  });

  test('can be exchanged', () => {
    const seen: Diagnostic[] = [];
    configure({ onDiagnostic: (diagnostic) => void seen.push(diagnostic) });
    RunTree.fromDottedOrder('nonsense');
    expect([diagnostics.length, seen.length]).toEqual([0, 1]);
  });

  test('that throws is dropped', () => {
    configure({
      onDiagnostic() {
        throw new Error('mine');
      },
    });
    expect(() => RunTree.fromDottedOrder('nonsense')).not.toThrow();
  });

  test('that is async and rejects is dropped', async () => {
    configure({ onDiagnostic: async () => Promise.reject(new Error('mine')) });
    RunTree.fromDottedOrder('nonsense');
    await new Promise((resolve) => setImmediate(resolve));
  });
});
