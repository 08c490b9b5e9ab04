import { describe, expect, test } from '@jest/globals';
import { RunTree, traceable, tracingContext, withExtra, type RunnableConfig } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const runOfCallback = Symbol.for('tracenest.runOfCallback');

/** A callback handler as an integration writes one: it knows the run for LangChain's id of the enclosing run. */
function handler(runs: Readonly<Record<string, object>>, fallback?: object): object {
  return { [runOfCallback]: (parentRunId: string | undefined) => runs[parentRunId ?? ''] ?? fallback };
}

const run = new RunTree({ name: 'enclosing' });

describe('the run that a LangChain config stands for', () => {
  test('is asked of the handlers in a list of callbacks', () => {
    expect(RunTree.fromRunnableConfig({ callbacks: [{}, handler({}, run)] })).toBe(run);
  });

  test('is asked of a callback manager, with the id of its parent run', () => {
    const callbacks = { handlers: [handler({ 'lc-1': run })], getParentRunId: () => 'lc-1' };
    expect(RunTree.fromRunnableConfig({ callbacks })).toBe(run);
  });

  test('is the first that a handler knows', () => {
    const other = new RunTree({ name: 'other' });
    expect(RunTree.fromRunnableConfig({ callbacks: [handler({}), handler({}, run), handler({}, other)] })).toBe(run);
  });

  test.each<[string, RunnableConfig]>([
    ['there are no callbacks', { tags: ['a'] }],
    ['callbacks are undefined', { callbacks: undefined }],
    ['callbacks are null', { callbacks: null }],
    ['the list is empty', { callbacks: [] }],
    ['the list holds nothing', { callbacks: [undefined, null, 1, 'x'] }],
    ['no handler knows one', { callbacks: [handler({})] }],
    ['the manager has no handlers', { callbacks: {} }],
    ['the manager has no parent', { callbacks: { handlers: [handler({ x: run })], getParentRunId: () => undefined } }],
    ['what a handler answers is no run', { callbacks: [handler({}, { id: 'x' })] }],
  ])('is undefined where %s', (_what, config) => {
    expect(RunTree.fromRunnableConfig(config)).toBeUndefined();
  });

  test('parents what is traced in its context', () => {
    const call = traceable(() => 1, { name: 'call' });
    tracingContext({ callbacks: [handler({}, run)] }, call);
    expect(exporter.runs[0]?.parentRunId).toBe(run.id);
  });

  test('and its name, tags and metadata are taken by withExtra', () => {
    const call = traceable(() => 1, { name: 'call', tags: ['own'], metadata: { own: 1 } });
    const config = { callbacks: [handler({}, run)], runName: 'renamed', tags: ['lc'], metadata: { lc: 1 } };
    withExtra(call, { config })();
    expect(exporter.runs[0]).toMatchObject({
      name: 'renamed',
      parentRunId: run.id,
      tags: ['own', 'lc'],
      metadata: { own: 1, lc: 1 },
    });
  });

  test('leaves the run around the call in place where its callbacks know of none', () => {
    const inner = traceable(() => 1, { name: 'inner' });
    traceable(() => tracingContext({ callbacks: [] }, inner), { name: 'outer' })();
    const [child, parent] = exporter.runs;
    expect(child?.parentRunId).toBe(parent?.id);
  });
});
