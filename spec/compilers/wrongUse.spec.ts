import { transformSync as transformWithBabel } from '@babel/core';
import { describe, expect, test } from '@jest/globals';
import { transformSync as transformWithSwc } from '@swc/core';
import { transformSync as transformWithEsbuild } from 'esbuild';
import { runnable, traceable } from 'tracenest';
import typescript from 'typescript';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();
const { ModuleKind, ScriptTarget, transpileModule } = typescript;

function withTypescript(source: string, useDefineForClassFields: boolean): string {
  const compilerOptions = {
    experimentalDecorators: true,
    target: ScriptTarget.ES2022,
    module: ModuleKind.CommonJS,
    useDefineForClassFields,
  };
  return transpileModule(source, { compilerOptions }).outputText;
}

function withEsbuild(source: string): string {
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  return transformWithEsbuild(source, { loader: 'ts', target: 'es2022', format: 'cjs', tsconfigRaw }).code;
}

function withSwc(source: string): string {
  return transformWithSwc(source, {
    configFile: false,
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      target: 'es2022',
      externalHelpers: false,
      transform: { legacyDecorator: true },
    },
    module: { type: 'commonjs' },
  }).code;
}

function withBabel(source: string, version: string): string {
  const plugins = [['@babel/plugin-proposal-decorators', { version }]];
  return transformWithBabel(source, { filename: 'x.js', configFile: false, babelrc: false, plugins })?.code ?? '';
}

type Compile = (source: string) => string;

const legacy: Readonly<Record<string, Compile>> = {
  tsc: (source) => withTypescript(source, true),
  'tsc, assigning fields': (source) => withTypescript(source, false),
  esbuild: withEsbuild,
  swc: withSwc,
  Babel: (source) => withBabel(source, 'legacy'),
};

const older: Readonly<Record<string, Compile>> = Object.fromEntries(
  ['2021-12', '2022-03', '2023-01', '2023-05'].map((version) => [version, (source) => withBabel(source, version)]),
);

/** What a class throws when it is made and used. */
function thrownBy(code: string): Error | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Runs what the compiler made.
    const use = new Function('traceable', 'runnable', 'exports', `${code}\nreturn new A();`) as (
      ...args: unknown[]
    ) => unknown;
    use(traceable, runnable, {});
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The forms of a decorator, and what it stands on. */
const forms = ['@DECORATOR', '@DECORATOR({ tags: ["a"] })', '@DECORATOR(() => ({ tags: ["a"] }))'];
const members: Readonly<Record<string, readonly [source: string, named: RegExp]>> = {
  'a method': ['class A { DECORATION m() {} }', /method "m"/],
  'a static method': ['class A { DECORATION static m() {} }', /method "m"/],
  'a getter': ['class A { DECORATION get m() { return 1; } }', /getter "m"/],
  'a static getter': ['class A { DECORATION static get m() { return 1; } }', /getter "m"/],
  'a setter': ['class A { DECORATION set m(value) {} }', /setter "m"/],
  'a field': ['class A { DECORATION m = () => 1; }', /field "m"/],
  'a static field': ['class A { DECORATION static m = () => 1; }', /field "m"/],
  'a class': ['DECORATION class A {}', /class "A"/],
};

const decorators = ['traceable', 'runnable'];
const remedy = /remove "experimentalDecorators" from tsconfig\.json/;

describe.each(Object.entries(legacy))('under the legacy decorators of %s', (_compiler, compile) => {
  describe.each(decorators)('@%s in every form throws, naming member, kind and remedy, on', (decorator) => {
    test.each(Object.entries(members))('%s', (member, [source, named]) => {
      for (const form of forms) {
        const written = source.replace('DECORATION', form.replace('DECORATOR', decorator));
        const thrown = thrownBy(compile(written));
        // A wrapped function may take a class and make an object of it, so that this one is told and not thrown.
        const isTold = member === 'a class' && form.includes('=>');
        const message = isTold ? diagnostics.at(-1)?.message : thrown?.message;
        expect([form, message]).toEqual([form, expect.stringMatching(named)]);
        expect(message).toContain(`@${decorator}`);
        expect(message).toMatch(remedy);
        expect(thrown).toBeInstanceOf(TypeError);
      }
    });
  });
});

describe.each(Object.entries(older))("under Babel's decorators of %s", (_version, compile) => {
  const wrong = Object.entries(members).filter(([, [, named]]) => /etter|field/.test(named.source));

  test.each(wrong)('every form throws, naming member, kind and remedy, on %s', (_member, [source, named]) => {
    for (const form of forms) {
      const thrown = thrownBy(compile(source.replace('DECORATION', form.replace('DECORATOR', 'traceable'))));
      expect([form, thrown?.message]).toEqual([form, expect.stringMatching(named)]);
      expect(thrown?.message).toMatch(/Decorate a method|Turn it into a method/);
    }
  });

  test('every form works on a method', () => {
    for (const form of forms) {
      expect(thrownBy(compile(`class A { ${form.replace('DECORATOR', 'traceable')} m() {} }`))).toBeUndefined();
    }
  });
});

describe('a wrapped function is not taken for a decorator', () => {
  class Service {
    static key = 1;
    name = 'service';
  }
  const count = traceable((...args: unknown[]) => args.length) as (...args: unknown[]) => unknown;

  test.each<[string, readonly unknown[]]>([
    ['an object and a key', [new Service(), 'name']],
    ['an object, a key and nothing', [new Service(), 'name', undefined]],
    ['an object, a key and its descriptor', [{ a: 1 }, 'a', Object.getOwnPropertyDescriptor({ a: 1 }, 'a')]],
    ['an object, a key and options', [new Service(), 'name', { enumerable: true }]],
    ['a class and a key', [Service, 'key']],
    ['a class', [Service]],
    ['something with a kind and a name', [1, { kind: 'method', name: 'x' }]],
    ['something with another kind', [1, { kind: 'file', name: 'x', access: {} }]],
  ])('when it is called with %s', (_what, args) => {
    expect(count(...args)).toBe(args.length);
  });

  test('when it makes something of a class', () => {
    const describe = traceable((target: { name: string }) => ({ name: target.name, methods: 1 }));
    expect(describe(Service)).toEqual({ name: 'Service', methods: 1 });
    const naming = traceable((target: { name: string }) => ({ name: target.name })) as (target: object) => unknown;
    expect(naming(Service)).toEqual({ name: 'Service' });
  });
});
