import { describe, expect, test } from '@jest/globals';
import { parse, type Function as FunctionNode, type Node, type Pattern } from 'acorn';
import fc from 'fast-check';
import { parameterNames, type Parameter } from '../../lib/capture/parameterNames.js';

/** What a parser says the parameters are. */
function judged(pattern: Pattern): Parameter {
  switch (pattern.type) {
    case 'Identifier':
      return { name: pattern.name };
    case 'AssignmentPattern':
      return judged(pattern.left);
    case 'RestElement':
      return pattern.argument.type === 'Identifier' ? { name: pattern.argument.name, rest: true } : { rest: true };
    case 'ObjectPattern':
      return { pattern: 'object' };
    case 'ArrayPattern':
      return { pattern: 'array' };
    default:
      throw new Error(pattern.type);
  }
}

/** The first function in a program, outermost first. */
function firstFunction(node: Node): FunctionNode | undefined {
  if (/Function/.test(node.type)) return node as FunctionNode;
  for (const part of Object.values(node) as unknown[]) {
    for (const inner of [part].flat()) {
      if (typeof inner !== 'object' || inner === null || !('type' in inner)) continue;
      const found = firstFunction(inner as Node);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const gap = fc.constantFrom('', ' ', '\n', ' /* , */ ', '/*)*/', " // it's (\n", '/* "` */', '\t');
const name = fc.constantFrom('a', 'b', 'value', '$', '_', 'größe', 'async', 'of', 'get', 'x1');

const expression = fc.letrec<{ any: string; text: string; compound: string }>((tie) => ({
  text: fc.constantFrom(
    `","`,
    `"\\")"`,
    `')('`,
    `'\\\\'`,
    '`,`',
    '`${1}`',
    '`}${"`"}{`',
    '`a${`b${","}`}`',
    '/,/',
    `/["'\`]/`,
    '/[/,)]/g',
    String.raw`/\/,\)/`,
    '/[\\]"]/u.test("x")',
    '1',
    '.5',
    '0xff',
    '10n',
    'undefined',
    'this',
    'new.target',
    '"//"',
    '"/*"',
    '4 / 2',
    '(8) / 2 / 1',
    '[4][0] / 2',
    'x1++ / 2',
    '`a` / 2',
    'typeof /,"/',
    'void /"/',
    '!/"/',
  ),
  compound: fc.oneof(
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => `[${one}, ${two}]`),
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => `{ k: ${one}, [${two}]: 1, "s)": 2 }`),
    tie('any').map((inner) => `(${inner})`),
    tie('any').map((inner) => `f(${inner}, ...[${inner}])`),
    tie('any').map((inner) => `(x, y = ${inner}) => ${inner.startsWith('{') ? `(${inner})` : inner}`),
    tie('any').map((inner) => `x => { return ${inner}; }`),
    tie('any').map((inner) => `function (x = ${inner}) { if (x) /"/.test(")"); return ${inner} }`),
    tie('any').map((inner) => `class { m(x = ${inner}) { return x; } static [${inner}]; #p = ${inner}; }`),
    tie('any').map((inner) => `{ get g() { return ${inner} }, async *m(x) { yield ${inner} } }`),
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => `(${one}) ? (${two}) : 0`),
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => `(${one}) < (${two})`),
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => `(${one}) / (${two}) / 1`),
    tie('any').map((inner) => `\`x\${${inner}},)\``),
    fc.tuple(gap, tie('any'), gap).map((parts) => parts.join('')),
  ),
  any: fc.oneof(
    { depthSize: 'small' },
    { weight: 2, arbitrary: tie('text') },
    { weight: 1, arbitrary: tie('compound') },
  ),
})).any;

const target = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 1, arbitrary: fc.tuple(name, expression).map(([key, inner]) => `{ ${key}, k: { l } = ${inner}, ...o }`) },
  { weight: 1, arbitrary: expression.map((inner) => `{ [${inner}]: computed }`) },
  { weight: 1, arbitrary: expression.map((inner) => `[p, , q = ${inner}, ...r]`) },
);
const parameter = fc
  .tuple(gap, target, gap, fc.option(expression), gap)
  .map(([before, left, between, value, after]) =>
    value === null ? `${before}${left}${after}` : `${before}${left}${between}=${value}${after}`,
  );
const parameterList = fc
  .tuple(fc.array(parameter, { maxLength: 4 }), fc.option(fc.tuple(gap, target, gap)), fc.boolean(), gap)
  .map(([parameters, rest, trailing, last]) => {
    const all = rest === null ? parameters : [...parameters, `${rest[0]}...${rest[2]}${rest[1]}`];
    return `${all.join(',')}${trailing && rest === null && all.length > 0 ? ',' : ''}${last}`;
  });

const body = '{ return f("(", /[)]/, (z, w) => z); }';
const shapes = fc.constantFrom<(list: string) => string>(
  (list) => `function f(${list}) ${body}`,
  (list) => `function/*(*/f/*(*/(${list})/*)*/${body}`,
  (list) => `async function(${list})${body}`,
  (list) => `function*(${list})${body}`,
  (list) => `async function * f (${list}) ${body}`,
  (list) => `(${list})=>f(")", 1)`,
  (list) => `(${list}) => ${body}`,
  (list) => `async(${list})=>1`,
  (list) => `async /*(*/ (${list}) => (1, 2)`,
  (list) => `{ m(${list}) ${body} }`,
  (list) => `{ async *"m)"(${list}) ${body} }`,
  (list) => `{ /* ( */ async /* ( */ m /* ( */ (${list}) ${body} }`,
  (list) => `{ [["(", /[(]/, \`(\`].join()](${list}) ${body} }`,
  (list) => `class { static async m(${list}) ${body} }`,
  (list) => `class { *[Symbol.iterator](${list}) ${body} }`,
);

/** The function in a source, if the source is valid, made without running any of it. */
function made(source: string): { callable: () => unknown; parameters: Parameter[] } | undefined {
  let node: FunctionNode | undefined;
  try {
    node = firstFunction(parse(`(${source})`, { ecmaVersion: 'latest' }));
  } catch {
    return undefined; // Not a program: `new.target` outside a function, a name twice.
  }
  if (node === undefined) return undefined;
  return { callable: callableOf(source), parameters: node.params.map((pattern) => judged(pattern)) };
}

function callableOf(source: string): () => unknown {
  const value = (0, eval)(`(${source})`) as object;
  if (typeof value === 'function' && !source.startsWith('class')) return value as () => unknown;
  const holder = typeof value === 'function' ? [value, (value as { prototype: object }).prototype] : [value];
  const keys = ['length', 'name', 'prototype', 'constructor'];
  for (const object of holder) {
    for (const key of Reflect.ownKeys(object)) {
      const member: unknown = Reflect.get(object, key);
      if (typeof member === 'function' && !keys.includes(key as string)) return member as () => unknown;
    }
  }
  throw new Error('no method');
}

describe('random parameter lists', () => {
  test('are read as a parser reads them', () => {
    let valid = 0;
    fc.assert(
      fc.property(shapes, parameterList, (shape, list) => {
        const source = shape(list);
        const sample = made(source);
        if (sample === undefined) return;
        valid += 1;
        expect({ source, parameters: parameterNames(sample.callable) }).toEqual({
          source,
          parameters: sample.parameters,
        });
      }),
      { numRuns: 3_000 },
    );
    expect(valid).toBeGreaterThan(1_000);
  });

  test('are never read wrong, whatever stands before them: as a parser reads them, or not at all', () => {
    const oneName = fc
      .tuple(fc.constantFrom('', 'async'), gap, name, gap)
      .filter(([isAsync, space]) => isAsync === '' || space !== '');
    let valid = 0;
    fc.assert(
      fc.property(oneName, ([isAsync, before, parameterName, after]) => {
        const source = `${isAsync}${before}${parameterName}${after.replaceAll('\n', ' ').replaceAll('//', '')}=>f(x, (y, z) => 1)`;
        const sample = made(source);
        if (sample === undefined) return;
        valid += 1;
        expect([undefined, JSON.stringify(sample.parameters)]).toContain(
          JSON.stringify(parameterNames(sample.callable)),
        );
      }),
    );
    expect(valid).toBeGreaterThan(10);
  });
});
