import { describe, expect, test } from '@jest/globals';
import { configure, getCurrentRunTree, traceable, tracingContext } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const leaf = traceable(() => getCurrentRunTree()?.name, { name: 'leaf' });
const silent = traceable(() => [getCurrentRunTree(), leaf()], { name: 'silent', enabled: false });
const loud = traceable(() => leaf(), { name: 'loud', enabled: true });

describe('the option enabled: false', () => {
  test('silences the call and everything below it, without attaching that to what is above', () => {
    expect(traceable(() => silent(), { name: 'outer' })()).toEqual([undefined, undefined]);
    expect(traceTree(exporter)).toBe('outer');
  });

  test('leaves the run around the call current after it', () => {
    traceable(() => (silent(), leaf()), { name: 'outer' })();
    expect(traceTree(exporter)).toBe('outer\n  leaf');
  });

  test('asks no hook and computes nothing', () => {
    let asked = 0;
    const ask = (): never => {
      asked += 1;
      throw new Error('asked');
    };
    const call = traceable((value: number) => value, {
      enabled: false,
      processInputs: ask,
      processOutputs: ask,
      extractAttachments: ask,
      getInvocationParams: ask,
      onStart: ask,
      onEnd: ask,
    });
    expect(call(1)).toBe(1);
    expect([asked, diagnostics]).toEqual([0, []]);
  });

  test('silences an async call over its awaits, and a generator where it is consumed', async () => {
    const waiting = traceable(
      async () => {
        await Promise.resolve();
        return leaf();
      },
      { enabled: false },
    );
    const stepping = traceable(
      function* () {
        yield leaf();
        yield leaf();
      },
      { name: 'stepping', enabled: false },
    );
    await traceable(
      async () => {
        await waiting();
        for (const name of stepping()) expect(name).toBeUndefined();
        expect(leaf()).toBe('leaf');
      },
      { name: 'outer' },
    )();
    expect(traceTree(exporter)).toBe('outer\n  leaf');
  });
});

describe('the option enabled: true', () => {
  test('makes a call heard where the process is off, and what is below it', () => {
    configure({ enabled: false });
    leaf();
    loud();
    leaf();
    expect(traceTree(exporter)).toBe('loud\n  leaf');
  });

  test('makes a call heard in a silenced scope and below a silenced call: as a trace of its own', () => {
    tracingContext({ enabled: false }, () => (leaf(), loud()));
    traceable(() => traceable(() => loud(), { name: 'silenced', enabled: false })(), { name: 'outer' })();
    expect(traceTree(exporter)).toBe('loud\n  leaf\nouter\nloud\n  leaf');
  });
});

describe('the option enabled: undefined', () => {
  test('says nothing', () => {
    const call = traceable(() => 1, { name: 'call', enabled: undefined });
    call();
    tracingContext({ enabled: false }, call);
    configure({ enabled: false });
    call();
    expect(exporter.runs).toHaveLength(1);
  });
});
