import { describe, expect, test } from '@jest/globals';
import { configure, traceable, tracingContext, withExtra } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

const inner = traceable(() => 1, { name: 'inner' });
const outer = traceable(() => inner(), { name: 'outer', projectName: 'own' });

describe('the option projectName', () => {
  test('names the project of the call and of everything below it', () => {
    outer();
    inner();
    expect(exporter.runs.map(({ name, projectName }) => [name, projectName])).toEqual([
      ['inner', 'own'],
      ['outer', 'own'],
      ['inner', 'default'],
    ]);
  });

  test("counts more than the scope's, which counts more than the process's", () => {
    configure({ projectName: 'process' });
    inner();
    tracingContext({ projectName: 'scope' }, inner);
    tracingContext({ projectName: 'scope' }, outer);
    expect(exporter.runs.map(({ projectName }) => projectName)).toEqual(['process', 'scope', 'own', 'own']);
  });

  test('gives way to that of one call', () => {
    withExtra(outer, { projectName: 'extra' })();
    expect(exporter.runs.map(({ projectName }) => projectName)).toEqual(['extra', 'extra']);
  });

  test('holds below a scope that the call opens with another setting', () => {
    traceable(() => tracingContext({ tags: ['scope'] }, inner), { name: 'opening', projectName: 'own' })();
    expect(exporter.runs.map(({ projectName }) => projectName)).toEqual(['own', 'own']);
  });

  test('holds over awaits', async () => {
    const waiting = traceable(
      async () => {
        await Promise.resolve();
        return inner();
      },
      { projectName: 'own' },
    );
    await waiting();
    expect(exporter.runs.map(({ projectName }) => projectName)).toEqual(['own', 'own']);
  });
});
