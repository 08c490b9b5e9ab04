import { describe, expect, test } from '@jest/globals';
import type { RunTree } from 'tracenest';
import { asRunnable, configure, runnable, trace, withExtra, type RunnableConfig } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const seen: unknown[] = [];

class Service {
  @runnable
  async answer(question: string, config?: RunnableConfig): Promise<string> {
    seen.push(config);
    return question;
  }

  @runnable
  topped(question: string, topK = 3, runnableConfig?: RunnableConfig): unknown {
    return [question, topK, runnableConfig?.configurable];
  }

  @runnable
  plain(question: string, topK = 3): unknown {
    return [question, topK];
  }

  @runnable
  async connect(question: string, databaseConfig: object, config?: RunnableConfig): Promise<unknown> {
    return [question, databaseConfig, config];
  }

  @runnable
  async open(databaseConfig: object): Promise<unknown> {
    return databaseConfig;
  }

  @runnable
  async refresh(config?: RunnableConfig): Promise<unknown> {
    return config?.configurable;
  }

  @runnable({ argumentNames: ['q', 'config'] })
  minified(a: string, b?: RunnableConfig): unknown {
    return [a, b?.configurable];
  }
}

const service = new Service();
const configurable = { user: 'me' };

/** A handler as an integration brings it: it knows the run of a step, and the one below which it was put. */
function callbacks(bound: RunTree, steps: Readonly<Record<string, RunTree>> = {}): unknown {
  const handler = { [Symbol.for('tracenest.runOfCallback')]: (id?: string) => (id === undefined ? bound : steps[id]) };
  const [step] = Object.keys(steps);
  return step === undefined ? [handler] : { handlers: [handler], getParentRunId: () => step };
}

describe('a config', () => {
  test('names one run, and gives it tags, metadata and an id', async () => {
    const runId = '01890a5d-ac96-774b-bcce-b302099a8058';
    const config = { runName: 'named', runId, tags: ['a'], metadata: { b: 1 }, configurable };
    await service.answer('why', config);
    expect(exporter.runs.map(({ name, id, tags, metadata }) => ({ name, id, tags, metadata }))).toEqual([
      { name: 'named', id: runId, tags: ['a'], metadata: { b: 1 } },
    ]);
    // Not the one that the next run would take its name from.
    expect(seen.pop()).toEqual({ tags: ['a'], metadata: { b: 1 }, configurable });
  });

  test('is no input', async () => {
    await service.answer('why', { configurable });
    await asRunnable(service.answer).invoke('why', { configurable });
    expect(exporter.runs.map(({ inputs }) => inputs)).toEqual([{ question: 'why' }, { question: 'why' }]);
  });

  test('reaches the method in the place that it has for it, with the defaults before it', async () => {
    expect(await asRunnable(service.topped).invoke('why', { configurable })).toEqual(['why', 3, configurable]);
    expect(await asRunnable(service.minified).invoke('why', { configurable })).toEqual(['why', configurable]);
    expect(await asRunnable(service.plain).invoke('why', { configurable })).toEqual(['why', 3]);
  });

  test('reaches the method where tracing is off, too', async () => {
    configure({ enabled: false });
    expect(await asRunnable(service.topped).invoke('why', { configurable })).toEqual(['why', 3, configurable]);
    expect(exporter.runs).toEqual([]);
  });

  test('is told from other objects where the method has no place for it', async () => {
    const bare = service.plain as (...args: unknown[]) => unknown;
    bare('why', { callbacks: undefined, recursionLimit: 25, runName: 'from LangChain' });
    bare('why', { tags: ['mine'] });
    expect(exporter.runs.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['from LangChain', { question: 'why' }],
      ['Service.plain', { question: 'why', topK: { tags: ['mine'] } }],
    ]);
  });

  test('is not taken for one where it says nothing that a config says', async () => {
    const database = { host: 'localhost', tags: ['mine'] };
    const map = new Map();
    expect(await service.open(map)).toBe(map);
    expect(Object.keys(exporter.runs.at(-1)?.inputs ?? {})).toEqual(['databaseConfig']);
    exporter.clear();
    expect(await service.open(database)).toBe(database);
    expect(await service.connect('why', database)).toEqual(['why', database, undefined]);
    expect(await asRunnable<typeof service.open, object>(service.open).invoke(database, { tags: ['a'] })).toBe(
      database,
    );
    expect(exporter.runs.map(({ inputs, tags }) => [inputs, tags])).toEqual([
      [{ databaseConfig: database }, []],
      [{ question: 'why', databaseConfig: database }, []],
      [{ databaseConfig: database }, ['a']],
    ]);
  });

  test('reaches a method that takes nothing else', async () => {
    expect(await service.refresh({ configurable })).toEqual(configurable);
    expect(
      await asRunnable<typeof service.refresh, undefined>(service.refresh).invoke(undefined, { configurable }),
    ).toEqual(configurable);
  });

  test('may be null, as LangChain takes it', async () => {
    const answer = asRunnable(service.answer);
    expect(await answer.invoke('why', null as never)).toBe('why');
    expect(await answer.batch(['why'], null as never)).toEqual(['why']);
  });

  test('gives way to withExtra', async () => {
    await withExtra(service, { name: 'extra' }).answer('why', { runName: 'config', tags: ['a'] });
    expect(exporter.runs.map(({ name, tags }) => [name, tags])).toEqual([['extra', ['a']]]);
  });
});

describe('the parent', () => {
  test('is the run that the config hangs things below, before the run around', async () => {
    const other = trace({ name: 'other' }, (run) => run);
    await trace({ name: 'around' }, () => service.answer('why', { callbacks: callbacks(other) }));
    expect(traceTree(exporter)).toBe('other\n  Service.answer\naround');
  });

  test('is the run around where the config knows none', async () => {
    await trace({ name: 'around' }, () => service.answer('why', { tags: ['a'] }));
    expect(traceTree(exporter)).toBe('around\n  Service.answer');
  });

  test('is the step whose config it is; of what a method passes it on to, the method', async () => {
    await trace({ name: 'around' }, async (around) => {
      const step = around.createChild({ name: 'step' });
      const config = { callbacks: callbacks(around, { 'a step': step }) };
      const outer = runnable((question: string, config?: RunnableConfig) => service.answer(question, config), {
        name: 'outer',
      });
      await outer('why', config);
      step.end();
    });
    expect(traceTree(exporter)).toBe('around\n  step\n    outer\n      Service.answer');
  });
});
