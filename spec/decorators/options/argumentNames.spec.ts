import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

describe('the option argumentNames', () => {
  test('names the inputs instead of the parameters', () => {
    traceable((t: string, e: number) => [t, e], { argumentNames: ['question', 'topK'] })('Why?', 3);
    expect(exporter.runs[0]?.inputs).toEqual({ question: 'Why?', topK: 3 });
  });

  test('names what has no names of its own', () => {
    traceable(Math.max, { argumentNames: ['one', 'other'] })(1, 2);
    expect(exporter.runs[0]?.inputs).toEqual({ one: 1, other: 2 });
  });

  test('leaves what goes beyond the names in a list, and names without an argument out', () => {
    const call = traceable((..._args: number[]) => 1, { argumentNames: ['first'] });
    call(1, 2, 3);
    call();
    expect(exporter.runs.map(({ inputs }) => inputs)).toEqual([{ first: 1, args: [2, 3] }, {}]);
  });

  test('may be empty: then everything is a list', () => {
    traceable((a: number) => a, { argumentNames: [] })(1);
    expect(exporter.runs[0]?.inputs).toEqual({ args: [1] });
  });

  test('is what processInputs sees', () => {
    const seen: unknown[] = [];
    traceable((t: number) => t, {
      argumentNames: ['size'],
      processInputs: (inputs) => (seen.push(inputs), inputs),
    })(1);
    expect(seen).toEqual([{ size: 1 }]);
  });
});
