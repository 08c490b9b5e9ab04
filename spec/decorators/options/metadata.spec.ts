import { describe, expect, test } from '@jest/globals';
import { configure, traceable, tracingContext, withExtra } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

const inner = traceable(() => 1, { name: 'inner', metadata: { inner: 1, shared: 'inner' } });

describe('the option metadata', () => {
  test('is laid over that of the process, the scope and the parent', () => {
    configure({ metadata: { process: 1, shared: 'process' } });
    const outer = traceable(() => inner(), { name: 'outer', metadata: { outer: 1, shared: 'outer' } });
    tracingContext({ metadata: { scope: 1, shared: 'scope' } }, outer);
    const [child, parent] = exporter.runs;
    expect(parent?.metadata).toEqual({ process: 1, scope: 1, outer: 1, shared: 'outer' });
    expect(child?.metadata).toEqual({ process: 1, scope: 1, outer: 1, inner: 1, shared: 'inner' });
  });

  test('lies under that of one call', () => {
    withExtra(inner, { metadata: { shared: 'extra' } })();
    inner();
    expect(exporter.runs.map(({ metadata }) => metadata)).toEqual([
      { inner: 1, shared: 'extra' },
      { inner: 1, shared: 'inner' },
    ]);
  });

  test('is not changed by what one run adds', () => {
    let calls = 0;
    const call = traceable(() => 1, {
      metadata: { own: 1 },
      onStart: (run) => run.addMetadata({ [`call${(calls += 1)}`]: 1 }),
    });
    call();
    call();
    expect(exporter.runs.map(({ metadata }) => metadata)).toEqual([
      { own: 1, call1: 1 },
      { own: 1, call2: 1 },
    ]);
  });

  test('is what it was when the function was decorated, and plain data', () => {
    const metadata = { nested: { k: 1 }, when: new Date(0), big: 1n };
    const call = traceable(() => 1, { metadata });
    metadata.nested.k = 2;
    call();
    expect(exporter.runs[0]?.metadata).toEqual({ nested: { k: 1 }, when: '1970-01-01T00:00:00.000Z', big: '1n' });
  });
});
