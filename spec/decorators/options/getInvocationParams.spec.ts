import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const complete = (prompt: string, options: { temperature: number }): string => `${prompt} ${options.temperature}`;

describe('the option getInvocationParams', () => {
  test("adds a model's parameters, found in the arguments, to the metadata", () => {
    const call = traceable(complete, {
      runType: 'llm',
      metadata: { own: 1, ls_provider: 'default' },
      getInvocationParams: (_prompt, options) => ({
        ls_provider: 'acme',
        ls_temperature: (options as { temperature: number }).temperature,
      }),
    });
    expect(call('Why?', { temperature: 0.5 })).toBe('Why? 0.5');
    expect(exporter.runs[0]?.metadata).toEqual({ own: 1, ls_provider: 'acme', ls_temperature: 0.5 });
    expect(exporter.runs[0]?.inputs).toEqual({ prompt: 'Why?', options: { temperature: 0.5 } });
  });

  test('may say nothing', () => {
    traceable(complete, { getInvocationParams: () => undefined })('Why?', { temperature: 0 });
    expect(exporter.runs[0]?.metadata).toEqual({});
    expect(diagnostics).toEqual([]);
  });

  test('is recorded as it is then', () => {
    const params = { ls_invocation_params: { stop: ['a'] } };
    traceable(() => params.ls_invocation_params.stop.push('b'), { getInvocationParams: () => params })();
    expect(exporter.runs[0]?.metadata).toEqual({ ls_invocation_params: { stop: ['a'] } });
  });

  test.each<[string, () => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async () => ({ ls_provider: 'acme' })],
  ])('%s is reported once and adds nothing', (_what, getInvocationParams) => {
    const call = traceable(complete, { getInvocationParams: getInvocationParams as never });
    expect(call('Why?', { temperature: 0 })).toBe('Why? 0');
    expect(call('Why?', { temperature: 0 })).toBe('Why? 0');
    expect(exporter.runs.map(({ metadata }) => metadata)).toEqual([{}, {}]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-getInvocationParams']);
  });
});
