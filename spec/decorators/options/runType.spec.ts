import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { runTypes } from '../../../lib/run/run.js';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

describe('the option runType', () => {
  test.each(runTypes)('can be %s', (runType) => {
    traceable(() => 1, { runType })();
    expect(exporter.runs[0]?.runType).toBe(runType);
  });

  test('is chain where nothing is said', () => {
    traceable(() => 1)();
    expect(exporter.runs[0]?.runType).toBe('chain');
  });

  test('is not inherited by what the call calls', () => {
    const inner = traceable(() => 1);
    traceable(() => inner(), { runType: 'llm' })();
    expect(exporter.runs.map(({ runType }) => runType)).toEqual(['chain', 'llm']);
  });
});
