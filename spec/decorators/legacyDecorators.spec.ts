import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import typescript from 'typescript';

const { ModuleKind, ScriptTarget, transpileModule } = typescript;

/** Compiles a program as a project with `experimentalDecorators` does, runs it, and gives what it throws. */
function thrownByLegacy(source: string, options: { useDefineForClassFields?: boolean } = {}): Error {
  const { outputText } = transpileModule(source, {
    compilerOptions: {
      experimentalDecorators: true,
      target: ScriptTarget.ES2022,
      module: ModuleKind.CommonJS,
      ...options,
    },
  });
  expect(outputText).toContain('__decorate');
  let thrown: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Runs what the compiler made.
    new Function('traceable', outputText)(traceable);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TypeError);
  return thrown as Error;
}

const remedy = /remove "experimentalDecorators" from tsconfig\.json/;

describe('under legacy decorators, @traceable throws when the class is made, naming member, kind, cause and remedy', () => {
  test.each<[string, string, RegExp]>([
    ['a method', 'class Assistant { @traceable answer() {} }', /method "answer"/],
    ['a method, with options', 'class Assistant { @traceable({ runType: "tool" }) answer() {} }', /method "answer"/],
    ['a method, with empty parentheses', 'class Assistant { @traceable() answer() {} }', /method "answer"/],
    [
      'a method, with computed options',
      'class Assistant { @traceable(() => ({ tags: [] })) answer() {} }',
      /method "answer"/,
    ],
    ['a static method', 'class Assistant { @traceable static answer() {} }', /method "answer"/],
    ['an async generator method', 'class Assistant { @traceable async *answer() {} }', /method "answer"/],
    [
      'a method named by a symbol',
      'class Assistant { @traceable [Symbol.iterator]() {} }',
      /method "\[Symbol\.iterator\]"/,
    ],
    ['a getter', 'class Assistant { @traceable get answer() { return 1; } }', /getter "answer"/],
    ['a setter', 'class Assistant { @traceable set answer(value) {} }', /setter "answer"/],
    ['a field', 'class Assistant { @traceable answer = 1; }', /field "answer"/],
    ['a parameter', 'class Assistant { answer(@traceable question) {} }', /parameter/],
    ['a class', '@traceable class Assistant {}', /class "Assistant"/],
    ['a class, with options', '@traceable({ tags: ["a"] }) class Assistant {}', /class "Assistant"/],
  ])('%s', (_what, source, member) => {
    const { message } = thrownByLegacy(source);
    expect(message).toMatch(member);
    expect(message).toMatch(/legacy decorators|standard decorators/);
    expect(message).toMatch(remedy);
  });

  test('a field that is defined by assignment', () => {
    const { message } = thrownByLegacy('class Assistant { @traceable answer = 1; }', {
      useDefineForClassFields: false,
    });
    expect(message).toMatch(/field "answer"/);
    expect(message).toMatch(remedy);
  });

  test('and says what to change under Babel, swc and esbuild', () => {
    const { message } = thrownByLegacy('class Assistant { @traceable answer() {} }');
    expect(message).toMatch(/Babel: \{ "version": "2023-11" \}/);
    expect(message).toMatch(/swc: .*2022-03/);
    expect(message).toMatch(/esbuild/);
  });
});

describe('a function that is wrapped', () => {
  test('is not taken for a legacy decoration, whatever its arguments are later', () => {
    const call = traceable((...args: unknown[]) => args.length, { name: 'call' });
    expect(call({}, 'key', { value: 1 })).toBe(3);
    expect(call({}, 'key')).toBe(2);
    const plain = traceable((...args: unknown[]) => args.length);
    expect((plain as (...args: unknown[]) => unknown)({}, 'key', { value: 1 })).toBe(3);
  });
});
