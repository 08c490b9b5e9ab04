import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformAsync } from '@babel/core';
import { describe, expect, jest, test } from '@jest/globals';
import { transform as transformWithSwc } from '@swc/core';
import { transform as transformWithEsbuild } from 'esbuild';
import typescript from 'typescript';
import { programStarter } from '../helpers/startProgram.js';

const { ModuleKind, ScriptTarget, transpileModule } = typescript;
const programs = programStarter();
jest.setTimeout(60_000);
const root = join(import.meta.dirname, '../..');
const source = readFileSync(join(import.meta.dirname, 'fixtures/service.ts'), 'utf8');

function compileWithTypescript(target: number, useDefineForClassFields: boolean): string {
  const module = ModuleKind.ESNext;
  return transpileModule(source, { compilerOptions: { target, module, useDefineForClassFields } }).outputText;
}

async function compileWithEsbuild(target: string): Promise<string> {
  return (await transformWithEsbuild(source, { loader: 'ts', target, tsconfigRaw: {} })).code;
}

async function compileWithSwc(decoratorVersion: '2022-03'): Promise<string> {
  const { code } = await transformWithSwc(source, {
    filename: 'service.ts',
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { decoratorVersion: decoratorVersion },
      target: 'es2022',
    },
    module: { type: 'es6' },
    configFile: false,
    swcrc: false,
  });
  return code;
}

async function compileWithBabel(version: string): Promise<string> {
  const compiled = await transformAsync(source, {
    filename: 'service.ts',
    configFile: false,
    babelrc: false,
    // Without it Babel 7 takes the static element in which it keeps a decorated class for a type, and drops the class.
    presets: [['@babel/preset-typescript', { allowDeclareFields: true }]],
    plugins: [['@babel/plugin-proposal-decorators', { version }]],
  });
  return compiled?.code ?? '';
}

const compilers: Readonly<Record<string, () => string | Promise<string>>> = {
  'tsc, for ES2022': () => compileWithTypescript(ScriptTarget.ES2022, true),
  'tsc, for ES2020': () => compileWithTypescript(ScriptTarget.ES2020, false),
  'tsc, for ES2015': () => compileWithTypescript(ScriptTarget.ES2015, false),
  'esbuild, for ES2022': () => compileWithEsbuild('es2022'),
  'esbuild, for ES2020': () => compileWithEsbuild('es2020'),
  'swc, decorators of 2022-03': () => compileWithSwc('2022-03'),
  'Babel, decorators of 2023-11': () => compileWithBabel('2023-11'),
};

/** Where generators and async functions become other functions, their kind is gone before anybody can see it. */
const lowering = new Set(['tsc, for ES2015']);

interface Outcome {
  readonly values: readonly unknown[];
  readonly tree: string;
  readonly shape: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly marks: readonly unknown[];
}

async function outcomeOf(compiled: string): Promise<Outcome> {
  expect(compiled).not.toMatch(/^\s*@traceable/m);
  const path = join(programs.folder, `service-${Math.random()}.mjs`);
  const linked = compiled.replaceAll(/(["'])tracenest(\/testing)?\1/g, (_match, _quote, subpath: string | undefined) =>
    JSON.stringify(join(root, 'lib', subpath === undefined ? 'index.ts' : 'testing.ts')),
  );
  await writeFile(path, linked);
  const program = await programs.start(`
    import result from ${JSON.stringify(path)};
    console.log(JSON.stringify(await result));
  `);
  const end = await program.ended;
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(end.stdout) as Outcome;
}

const tree = `
Service.describe
Service.greet
  Service.greet
Service.load
  Service.load
    Service.greet
      Service.greet
Service.stream
  Service.stream
    Service.load
      Service.load
        Service.greet
          Service.greet
    Service.load
      Service.load
        Service.greet
          Service.greet
  Service.greet
    Service.greet
Service.walk
  Service.#double
  Service.#double
Service.collect
  Service.#hidden
    Service.#double
Service.[Symbol.iterator]
  Service.[shout]
Service.with blanks
Service.open
  Service.greet
    Service.greet
Service.later
  Service.load
    Service.load
      Service.greet
        Service.greet
computed hi x
Service.own
fails [error]
Service.feed
  Service.#count
`.trim();

const values = [
  'Service',
  '<hi you>',
  '[<hi me>]',
  '[<hi 0>]',
  '[<hi 1>]',
  '<hi last>',
  { done: false, value: 2 },
  { done: false, value: 4 },
  { done: true, value: 'walked' },
  ['first', 'second'],
  [2],
  ['A'],
  1,
  '<hi stream>',
  '[<hi later>]',
  'x',
  'Service.own true',
  true,
  'Service 1',
];

describe.each(Object.keys(compilers))('a decorated class compiled by %s', (name) => {
  test('behaves as written, and its trace is the tree that ran', async () => {
    const outcome = await outcomeOf((await compilers[name]?.()) ?? '');
    expect(outcome.values).toEqual(values);
    expect(outcome.tree).toBe(tree);
    expect(outcome.marks).toEqual([[['base', 'derived'], 'tool']]);
    expect(outcome.inputs).toEqual([{ steps: [1, 2] }]);
    const shapes = outcome.shape.map((shape) => (lowering.has(name) ? (shape as unknown[]).toSpliced(2, 1) : shape));
    expect(shapes).toEqual(
      [
        ['greet', 1, 'Function', false],
        ['load', 1, 'AsyncFunction', false],
        ['stream', 1, 'AsyncGeneratorFunction', false],
        ['walk', 0, 'GeneratorFunction', false],
        ['with blanks', 0, 'Function', false],
        ['open', 0, 'Function', false],
        ['[Symbol.iterator]', 0, 'GeneratorFunction', false],
        ['[shout]', 1, 'Function', false],
      ].map((shape) => (lowering.has(name) ? shape.toSpliced(2, 1) : shape)),
    );
  });
});
