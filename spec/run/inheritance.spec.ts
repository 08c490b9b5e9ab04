import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree, traceable, tracingContext } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { metadataShapes } from '../helpers/runShapes.js';

const { exporter } = freshTracing();

const tagLists = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });

describe('a child', () => {
  test('has the tags of every run above it and its own, each once', () => {
    fc.assert(
      fc.property(fc.array(tagLists, { minLength: 1, maxLength: 6 }), ([first = [], ...rest]) => {
        let run = new RunTree({ name: 'root', tags: first });
        for (const tags of rest) run = run.createChild({ name: 'child', tags });
        const all = [first, ...rest].flat();
        expect([...run.tags].sort()).toEqual([...new Set(all)].sort());
      }),
    );
  });

  test('has the metadata of every run above it, the nearest winning', () => {
    fc.assert(
      fc.property(fc.array(metadataShapes, { minLength: 1, maxLength: 6 }), ([first = {}, ...rest]) => {
        let run = new RunTree({ name: 'root', metadata: first });
        for (const metadata of rest) run = run.createChild({ name: 'child', metadata });
        expect(run.metadata).toEqual([first, ...rest].reduce((outer, inner) => ({ ...outer, ...inner }), {}));
      }),
    );
  });

  test("has its parent's project, unless it names one", () => {
    const root = new RunTree({ name: 'root', projectName: 'docs' });
    const child = root.createChild({ name: 'child' });
    const other = child.createChild({ name: 'other', projectName: 'other' });
    expect([child, other, other.createChild({ name: 'below' })].map(({ projectName }) => projectName)).toEqual([
      'docs',
      'other',
      'other',
    ]);
  });

  test('does not change its parent, nor its siblings', () => {
    const root = new RunTree({ name: 'root', tags: ['a'], metadata: { k: 1 } });
    const one = root.createChild({ name: 'one', tags: ['b'], metadata: { k: 2 } });
    one.addTags('c');
    one.addMetadata({ k: 3 });
    const two = root.createChild({ name: 'two' });
    expect([root.tags, two.tags, one.tags]).toEqual([['a'], ['a'], ['a', 'b', 'c']]);
    expect([root.metadata, two.metadata, one.metadata]).toEqual([{ k: 1 }, { k: 1 }, { k: 3 }]);
  });

  test('has what its parent was given before it started, and not what came later', () => {
    const root = new RunTree({ name: 'root' });
    root.addTags('early');
    root.addMetadata({ early: true });
    const child = root.createChild({ name: 'child' });
    root.addTags('late');
    root.addMetadata({ late: true });
    expect(child.tags).toEqual(['early']);
    expect(child.metadata).toEqual({ early: true });
  });

  test('does not inherit inputs, outputs, events, attachments or the run type', () => {
    const root = new RunTree({ name: 'root', runType: 'llm' });
    root.setInputs({ a: 1 });
    root.addEvent('event');
    root.attach('file', { mimeType: 'text/plain', data: 'x' });
    const child = root.createChild({ name: 'child' });
    expect(child).toMatchObject({ runType: 'chain', inputs: {}, outputs: undefined, events: [], attachments: {} });
  });
});

describe('a traced call', () => {
  const call = traceable(() => 1, { name: 'call', tags: ['own'], metadata: { own: 1, shared: 'own' } });

  test('inherits over scopes and calls, its own winning', () => {
    const outer = traceable(() => tracingContext({ tags: ['inner scope'], metadata: { shared: 'scope' } }, call), {
      name: 'outer',
      tags: ['outer'],
      metadata: { outer: 1, shared: 'outer' },
    });
    tracingContext({ tags: ['scope'], metadata: { scope: 1 }, projectName: 'docs' }, outer);
    const [inner] = exporter.runs;
    expect([...(inner?.tags ?? [])].sort()).toEqual(['inner scope', 'outer', 'own', 'scope']);
    expect(inner?.metadata).toEqual({ scope: 1, outer: 1, own: 1, shared: 'own' });
    expect(inner?.projectName).toBe('docs');
  });

  test('inherits from the parent that it was given explicitly', () => {
    const parent = new RunTree({ name: 'parent', tags: ['p'], metadata: { p: 1 }, projectName: 'elsewhere' });
    tracingContext(parent, call);
    expect(exporter.runs[0]).toMatchObject({
      tags: ['p', 'own'],
      metadata: { p: 1, own: 1, shared: 'own' },
      projectName: 'elsewhere',
    });
  });
});
