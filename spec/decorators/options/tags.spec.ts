import { describe, expect, test } from '@jest/globals';
import { configure, traceable, tracingContext, withExtra } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

const inner = traceable(() => 1, { name: 'inner', tags: ['inner'] });

describe('the option tags', () => {
  test('adds to the tags of the process, the scope and the parent, each once', () => {
    configure({ tags: ['process'] });
    const outer = traceable(() => inner(), { name: 'outer', tags: ['outer', 'process'] });
    tracingContext({ tags: ['scope'] }, outer);
    const [child, parent] = exporter.runs;
    expect([...(parent?.tags ?? [])].sort()).toEqual(['outer', 'process', 'scope']);
    expect([...(child?.tags ?? [])].sort()).toEqual(['inner', 'outer', 'process', 'scope']);
  });

  test('adds to those of one call', () => {
    withExtra(inner, { tags: ['extra'] })();
    inner();
    expect(exporter.runs.map(({ tags }) => tags)).toEqual([['inner', 'extra'], ['inner']]);
  });

  test('is not changed by what one run adds', () => {
    const call = traceable(() => 1, { tags: ['own'], onStart: (run) => run.addTags('added') });
    call();
    call();
    expect(exporter.runs.map(({ tags }) => tags)).toEqual([
      ['own', 'added'],
      ['own', 'added'],
    ]);
  });

  test('is what it was when the function was decorated', () => {
    const tags = ['own'];
    const call = traceable(() => 1, { tags });
    tags.push('later');
    call();
    expect(exporter.runs[0]?.tags).toEqual(['own']);
  });
});
