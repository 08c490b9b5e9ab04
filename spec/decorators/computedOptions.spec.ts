import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, RunTree, traceable, type TraceableOptions } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

class Assistant {
  readonly model: string;

  constructor(model: string) {
    this.model = model;
  }

  @traceable((self: Assistant, question: string) => ({ tags: [self.model], metadata: { length: question.length } }))
  answer(question: string): string {
    return `${this.model}: ${question}`;
  }

  @traceable((_self: Assistant, enabled: boolean) => ({ enabled }))
  maybe(_enabled: boolean): RunTree | undefined {
    return getCurrentRunTree();
  }

  @traceable(() => ({ name: 'renamed', runType: 'llm' as const }))
  static make(): number {
    return 1;
  }

  @traceable((() => undefined) as () => TraceableOptions | undefined)
  nothing(): number {
    return 1;
  }

  @traceable((self: Assistant) => ({ name: self.#secret() }))
  secretive(): number {
    return 1;
  }

  #secret(): string {
    return `secret of ${this.model}`;
  }
}

function calling(compute: () => unknown): () => number {
  class Service {
    @traceable(compute as () => TraceableOptions)
    call(): number {
      return 1;
    }
  }
  return () => new Service().call();
}

describe('options as a function of this and the arguments', () => {
  test('are computed for every call', () => {
    new Assistant('small').answer('Why?');
    new Assistant('large').answer('Why not?');
    expect(exporter.runs.map(({ name, tags, metadata }) => [name, tags, metadata])).toEqual([
      ['Assistant.answer', ['small'], { length: 4 }],
      ['Assistant.answer', ['large'], { length: 8 }],
    ]);
  });

  test('can turn a call off, and on', () => {
    const assistant = new Assistant('small');
    expect(assistant.maybe(false)).toBeUndefined();
    expect(assistant.maybe(true)).toBeInstanceOf(RunTree);
    expect(exporter.runs).toHaveLength(1);
  });

  test('can name the run, of static methods too, and use private members', () => {
    Assistant.make();
    new Assistant('small').secretive();
    expect(exporter.runs.map(({ name, runType }) => [name, runType])).toEqual([
      ['renamed', 'llm'],
      ['secret of small', 'chain'],
    ]);
  });

  test('may say nothing', () => {
    new Assistant('small').nothing();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['Assistant.nothing']);
    expect(diagnostics).toEqual([]);
  });

  test("are laid over the class's defaults", () => {
    @traceable({ tags: ['class'], runType: 'tool' })
    class Service {
      @traceable(() => ({ tags: ['computed'] }))
      call(): number {
        return 1;
      }
    }
    new Service().call();
    expect(exporter.runs[0]).toMatchObject({ runType: 'tool', tags: ['class', 'computed'] });
  });

  test('are computed once a call, and see the arguments as they are', () => {
    const seen: unknown[] = [];
    class Service {
      @traceable((_self: Service, list: number[]) => {
        seen.push(list);
        return { tags: ['seen'] };
      })
      call(list: number[]): number[] {
        return list;
      }
    }
    const list = [1];
    expect(new Service().call(list)).toBe(list);
    expect(seen).toEqual([list]);
    expect(seen[0]).toBe(list);
  });

  test('that fail are reported once, and the call is traced as if they said nothing', () => {
    const error = new Error('mine');
    const call = calling(() => {
      throw error;
    });
    expect([call(), call(), call()]).toEqual([1, 1, 1]);
    expect(exporter.runs.map(({ name }) => name)).toEqual(['Service.call', 'Service.call', 'Service.call']);
    expect(diagnostics).toEqual([
      { code: 'hook-failed-options', message: expect.stringContaining('Service.call'), cause: error },
    ]);
  });

  test.each<[string, unknown]>([
    ['a promise', Promise.resolve({ tags: ['a'] })],
    ['a rejected promise', { then: (_: unknown, reject: (error: Error) => void) => reject(new Error('x')) }],
    ['an unknown option', { tagz: [] }],
    ['a wrong run type', { runType: 'model' }],
    ['a text', 'tags'],
    ['a list', [1]],
  ])('that are %s are reported, and the call is traced', (_what, value) => {
    const call = calling(() => value);
    expect(call()).toBe(1);
    expect(exporter.runs).toHaveLength(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-options']);
  });

  test.each<[string, unknown]>([
    ['tags that are no list', { tags: 'a' }],
    ['metadata that is no object', { metadata: 5 }],
    ['a name that is no text', { name: 5 }],
    ['a list of exceptions that is none', { exceptionsToHandle: 5 }],
    ['hooks that are no functions', { onStart: 5, onEnd: 5, processInputs: 5, processOutputs: 5 }],
  ])('with %s never throw into the program', (_what, value) => {
    const outer = traceable(
      calling(() => value),
      { name: 'outer', tags: ['t'], metadata: { m: 1 } },
    );
    expect(outer()).toBe(1);
    expect(exporter.runs).toHaveLength(2);
  });
});
