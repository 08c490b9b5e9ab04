import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

describe('the option processInputs', () => {
  test('decides what is recorded of the inputs, and not what the function gets', () => {
    const call = traceable((user: string, password: string) => `${user}:${password}`, {
      processInputs: ({ user, password }) => ({ user, password: typeof password === 'string' ? '***' : password }),
    });
    expect(call('ada', 'secret')).toBe('ada:secret');
    expect(exporter.runs[0]?.inputs).toEqual({ user: 'ada', password: '***' });
  });

  test('is asked once a call, with the arguments themselves by name', () => {
    const seen: Record<string, unknown>[] = [];
    const list = [1];
    traceable((items: number[], ..._rest: string[]) => items.length, {
      processInputs: (inputs) => (seen.push(inputs), inputs),
    })(list, 'a', 'b');
    expect(seen).toEqual([{ items: [1], _rest: ['a', 'b'] }]);
    expect(seen[0]?.['items']).toBe(list);
  });

  test('is asked before the function runs, and what it returns is recorded as it is then', () => {
    const list = [1];
    traceable((items: number[]) => items.push(2), { processInputs: ({ items }) => ({ items }) })(list);
    expect(exporter.runs[0]?.inputs).toEqual({ items: [1] });
  });

  test('may change the record that it is given without the arguments changing places', () => {
    const call = traceable((a: number, b: number) => [a, b], {
      processInputs(inputs) {
        delete inputs['a'];
        inputs['b'] = 'changed';
        return inputs;
      },
    });
    expect(call(1, 2)).toEqual([1, 2]);
    expect(exporter.runs[0]?.inputs).toEqual({ b: 'changed' });
  });

  test('may return what is no object: that is recorded as the input', () => {
    traceable((a: number) => a, { processInputs: () => 'one text' as never })(1);
    traceable((a: number) => a, { processInputs: () => [1, 2] as never })(1);
    traceable((a: number) => a, { processInputs: () => undefined as never })(1);
    expect(exporter.runs.map(({ inputs }) => inputs)).toEqual([
      { input: 'one text' },
      { input: [1, 2] },
      { input: undefined },
    ]);
  });

  test('has the options as its this', () => {
    const options = {
      secret: 'k',
      processInputs(this: unknown): Record<string, unknown> {
        return { isOptions: typeof this === 'object' && this !== null && 'processInputs' in this };
      },
    };
    const { secret: _secret, ...known } = options;
    traceable(() => 1, known)();
    expect(exporter.runs[0]?.inputs).toEqual({ isOptions: true });
  });

  test('that fails withholds the inputs: it may be there to hide them', () => {
    const call = traceable((password: string) => password.length, {
      processInputs: () => {
        throw new Error('mine');
      },
    });
    expect(call('secret')).toBe(6);
    expect(JSON.stringify(exporter.runs[0])).not.toContain('secret');
    expect(JSON.stringify(exporter.runs[0]?.inputs)).toMatch(/withheld: processInputs failed/);
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-processInputs']);
  });

  test('that is async withholds the inputs, too', async () => {
    const call = traceable((password: string) => password.length, {
      processInputs: async (inputs: object) => {
        await Promise.resolve();
        return inputs;
      },
    } as never);
    expect(call('secret')).toBe(6);
    await Promise.resolve();
    expect(JSON.stringify(exporter.runs[0])).not.toContain('secret');
    expect(diagnostics[0]?.cause).toEqual(new TypeError('processInputs returned a promise; hooks are synchronous.'));
  });
});
