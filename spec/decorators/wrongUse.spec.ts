import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';

/** The message of what a wrong use throws. */
function messageOf(use: () => unknown): string {
  let thrown: unknown;
  try {
    use();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TypeError);
  return (thrown as Error).message;
}

const anyDecorator = traceable as never as (...args: unknown[]) => any;

describe('@traceable on the wrong member throws when the class is made, naming the member, its kind and what to do', () => {
  test('on a getter', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator
          get answer(): number {
            return 1;
          }
        },
    );
    expect(message).toMatch(/getter "answer"/);
    expect(message).toMatch(/Decorate a method/);
  });

  test('on a setter', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator
          set answer(_value: number) {
            return;
          }
        },
    );
    expect(message).toMatch(/setter "answer"/);
    expect(message).toMatch(/Decorate a method/);
  });

  test('on a field', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator
          handler = (): number => 1;
        },
    );
    expect(message).toMatch(/field "handler"/);
    expect(message).toMatch(/traceable\(/);
  });

  test('on an accessor', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator
          accessor value = 1;
        },
    );
    expect(message).toMatch(/accessor "value"/);
    expect(message).toMatch(/Decorate a method/);
  });

  test('on a static, a private and a symbol-named one', () => {
    const symbol = Symbol('secret');
    expect(
      messageOf(
        () =>
          class {
            @anyDecorator
            static get answer(): number {
              return 1;
            }
          },
      ),
    ).toMatch(/getter "answer"/);
    expect(
      messageOf(
        () =>
          class {
            @anyDecorator
            get #hidden(): number {
              return 1;
            }
            read(): number {
              return this.#hidden;
            }
          },
      ),
    ).toMatch(/getter "#hidden"/);
    expect(
      messageOf(
        () =>
          class {
            @anyDecorator
            get [symbol](): number {
              return 1;
            }
          },
      ),
    ).toMatch(/getter "\[secret\]"/);
  });

  test('with options, too', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator({ runType: 'tool' })
          field = 1;
        },
    );
    expect(message).toMatch(/field "field"/);
  });

  test('with options that are computed, too', () => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator(() => ({ runType: 'tool' }))
          field = 1;
        },
    );
    expect(message).toMatch(/field "field"/);
  });

  test.each<[string, () => unknown]>([
    [
      'bare',
      () => {
        @anyDecorator
        class Assistant {}
        return Assistant;
      },
    ],
    [
      'called without options',
      () => {
        @anyDecorator()
        class Assistant {}
        return Assistant;
      },
    ],
    [
      'with empty options',
      () => {
        @anyDecorator({})
        class Assistant {}
        return Assistant;
      },
    ],
    [
      'with computed options',
      () => {
        @anyDecorator(() => ({ tags: ['a'] }))
        class Assistant {}
        return Assistant;
      },
    ],
  ])('on a class %s', (_what, use) => {
    const message = messageOf(use);
    expect(message).toMatch(/class "Assistant"/);
    expect(message).toMatch(/@traceable\(\{ tags/);
    expect(message).toMatch(/methods/);
  });

  test('with a name for a whole class', () => {
    const message = messageOf(() => {
      @anyDecorator({ name: 'everything' })
      class Assistant {}
      return Assistant;
    });
    expect(message).toMatch(/class "Assistant"/);
    expect(message).toMatch(/"name"/);
    expect(message).toMatch(/methods/);
  });
});

describe('an unknown option throws, naming member and option, and says which one was meant', () => {
  test.each([
    ['processinputs', 'processInputs'],
    ['process_inputs', 'processInputs'],
    ['run_type', 'runType'],
    ['runtype', 'runType'],
    ['project_name', 'projectName'],
    ['project', 'projectName'],
    ['tag', 'tags'],
    ['proccessInputs', 'processInputs'],
    ['processInput', 'processInputs'],
    ['agregator', 'aggregator'],
    ['on_end', 'onEnd'],
    ['meta', 'metadata'],
  ])('%s: %s', (given, meant) => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator({ [given]: () => undefined })
          answer(): number {
            return 1;
          }
        },
    );
    expect(message).toMatch(/"answer"/);
    expect(message).toMatch(new RegExp(`unknown option "${given}"`));
    expect(message).toMatch(new RegExp(`did you mean "${meant}"`));
  });

  test.each(['reduce_fn', 'run_tree', 'zzz'])('%s, and lists all options where nothing is similar', (given) => {
    const message = messageOf(() => traceable(() => 1, { [given]: 1 } as never));
    expect(message).toMatch(new RegExp(`unknown option "${given}"`));
    expect(message).toMatch(/name, runType, tags, metadata/);
  });

  test('on a wrapped function, too', () => {
    const message = messageOf(() => traceable(function search() {}, { runtype: 'tool' } as never));
    expect(message).toContain('search');
    expect(message).toMatch(/did you mean "runType"/);
  });

  test('on a class, too', () => {
    const message = messageOf(() => {
      @anyDecorator({ tagz: [] })
      class Assistant {}
      return Assistant;
    });
    expect(message).toMatch(/"Assistant"/);
    expect(message).toMatch(/"tagz"/);
  });
});

describe('a wrong runType throws and lists the right ones', () => {
  test.each(['Tool', 'model', '', 5, null])('%p', (runType) => {
    const message = messageOf(
      () =>
        class {
          @anyDecorator({ runType })
          answer(): number {
            return 1;
          }
        },
    );
    expect(message).toMatch(/"answer"/);
    expect(message).toContain(`runType ${JSON.stringify(runType)}`);
    expect(message).toMatch(/llm, chain, tool, retriever, embedding, prompt, parser, agent/);
  });
});

describe('traceable() of what is no function throws and says what it got and what it takes', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['number', 5],
    ['string', 'search'],
    ['boolean', true],
    ['symbol', Symbol('s')],
  ])('%s', (kind, value) => {
    const message = messageOf(() => anyDecorator(value));
    expect(message).toContain(kind);
    expect(message).toMatch(/traceable\(fn, options\)/);
  });

  test('undefined, as a method that is not there gives it, with options', () => {
    const service: { missing?: () => void } = {};
    const message = messageOf(() => anyDecorator(service.missing, { name: 'missing' }));
    expect(message).toContain('undefined');
    expect(message).toMatch(/traceable\(fn, options\)/);
  });

  test('undefined alone gives a decorator, whose call as a function says that it is one', () => {
    const service: { missing?: () => void } = {};
    const message = messageOf(() => anyDecorator(service.missing)('argument'));
    expect(message).toContain('@traceable');
    expect(message).toMatch(/function/);
  });

  test('a class', () => {
    class Assistant {}
    for (const message of [
      messageOf(() => anyDecorator(Assistant)),
      messageOf(() => anyDecorator(Assistant, { tags: [] })),
    ]) {
      expect(message).toContain('Assistant');
      expect(message).toMatch(/class/);
      expect(message).toMatch(/function/);
    }
  });

  test.each([5, 'name', null, true, () => ({})])('a function, with options that are %p', (options) => {
    const message = messageOf(() => anyDecorator(function search() {}, options));
    expect(message).toContain('search');
    expect(message).toMatch(/\{ runType: 'tool' \}/);
  });
});

describe('defaults of a class', () => {
  test.each([{ name: 'same' }, { argumentNames: ['same'] }])("cannot say %p, which is one method's", (options) => {
    const message = messageOf(() => {
      @traceable(options)
      class Assistant {}
      return Assistant;
    });
    expect(message).toContain('Assistant');
    expect(message).toContain(`"${Object.keys(options)[0]}"`);
    expect(message).toContain('Give it to the methods');
  });
});

describe('a right use beside a wrong one', () => {
  test('goes on working: nothing was left behind', () => {
    messageOf(() => anyDecorator(5));
    class Assistant {
      @traceable
      answer(): number {
        return 1;
      }
    }
    expect(new Assistant().answer()).toBe(1);
  });
});
