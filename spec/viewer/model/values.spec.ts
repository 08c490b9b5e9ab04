import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, Part, RunDetail } from '../../../lib/wire/runDetail.js';
import { curlOfCall, curlOfRun, shellWord } from '../../../lib/viewer/model/curl.js';
import { readError } from '../../../lib/viewer/model/errorText.js';
import { growPart } from '../../../lib/viewer/model/growPart.js';
import { beginsAsImage, imageSource } from '../../../lib/viewer/model/imageSource.js';
import { keysOf, pointerTo, replacedAt } from '../../../lib/viewer/model/jsonPointer.js';
import { jsonRows, memberRows } from '../../../lib/viewer/model/jsonRows.js';
import { growTexts, isStream, streamOf, textOfChunks } from '../../../lib/viewer/model/streamedText.js';

const everything = { isOpen: () => true, shown: () => Infinity };

function valuesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + valuesIn(item), 1);
}

describe('JSON as lines', () => {
  test('has a line for every value where all is open', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const rows = jsonRows(value as Json, everything);
        expect(rows).toHaveLength(valuesIn(value as Json));
        expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length);
      }),
    );
  });

  test('walks only what is open, and says how much is left', () => {
    const value = { rows: Array.from({ length: 1_000_000 }, (_, index) => index) };
    const rows = jsonRows(value, { isOpen: () => undefined, shown: () => 3 });
    expect(rows.map((row) => row.path)).toEqual(['', '/rows']);
    const open = jsonRows(value, { isOpen: (path) => path === '' || path === '/rows', shown: () => 3 });
    expect(open).toHaveLength(6);
    expect(open.at(-1)).toMatchObject({ kind: 'more', path: '/rows', rest: 999_997 });
  });

  test('offers what the server left out once everything here is shown', () => {
    const cut = { path: '/rows', kind: 'array', shown: 2, total: 50 } as const;
    const rows = jsonRows({ rows: [1, 2] }, { ...everything, cuts: [cut] });
    expect(rows.at(-1)).toEqual({ kind: 'more', path: '/rows', depth: 2, rest: 48, cut });
  });
});

test('an object is shown by its members alone, and anything else by itself', () => {
  const shown = (value: Json): [string | null, number][] =>
    memberRows(value, everything).flatMap((row) => (row.kind === 'value' ? [[row.label, row.depth]] : []));
  expect(shown({ a: 1, b: { c: 2 } })).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 1],
  ]);
  for (const value of [{}, [], 'text', null] as Json[]) expect(shown(value)).toEqual([[null, 0]]);
  expect(shown([1])).toEqual([
    [null, 0],
    ['0', 1],
  ]);
});

describe('a JSON pointer', () => {
  test('finds what it was made for, whatever the keys hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (keys) => {
        expect(keysOf(keys.reduce(pointerTo, ''))).toEqual(keys);
      }),
    );
  });

  test('replaces one place and shares the rest', () => {
    const value = { a: [1, { b: 'x' }], c: { d: 1 } };
    const changed = replacedAt(value, '/a/1/b', (old) => `${String(old)}y`) as typeof value;
    expect(changed).toEqual({ a: [1, { b: 'xy' }], c: { d: 1 } });
    expect(changed.c).toBe(value.c);
    expect(value.a[1]).toEqual({ b: 'x' });
  });
});

describe('a part that was cut', () => {
  test('is whole again once every piece has come', () => {
    const whole: Json = Array.from({ length: 10 }, (_, index) => index);
    let part: Part = {
      value: { rows: [0, 1] },
      size: 99,
      cuts: [{ path: '/rows', kind: 'array', shown: 2, total: 10 }],
    };
    while (part.cuts[0] !== undefined) {
      const [cut] = part.cuts;
      const end = cut.shown + 3;
      const slice = { value: whole.slice(cut.shown, end), nextOffset: end < 10 ? end : null, total: 10, cuts: [] };
      part = growPart(part, cut, slice);
    }
    expect(part.value).toEqual({ rows: whole });
  });

  test('takes over the cuts inside a piece, under their place in the whole', () => {
    const cut = { path: '/m', kind: 'array', shown: 1, total: 2 } as const;
    const part: Part = { value: { m: ['a'] }, size: 9, cuts: [cut] };
    const inner = { path: '/0/text', kind: 'string', shown: 1, total: 5 } as const;
    const grown = growPart(part, cut, { value: [{ text: 'b' }], nextOffset: null, total: 2, cuts: [inner] });
    expect(grown.value).toEqual({ m: ['a', { text: 'b' }] });
    expect(grown.cuts).toEqual([{ ...inner, path: '/m/1/text' }]);
  });

  test('grows a text', () => {
    const cut = { path: '', kind: 'string', shown: 2, total: 4 } as const;
    const part: Part = { value: 'ab', size: 6, cuts: [cut] };
    const grown = growPart(part, cut, { value: 'cd', nextOffset: null, total: 4, cuts: [] });
    expect(grown).toEqual({ value: 'abcd', size: 6, cuts: [] });
  });
});

describe('a command to be copied', () => {
  test('hands any text to a program as it is', () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), 40).map((text) => text.replaceAll('\0', ''));
    for (const text of [...texts, "'; rm -rf /; '", '$(id) `id` \\ "', "it's\nso"]) {
      const printed = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'buffer' });
      expect(printed.equals(Buffer.from(text))).toBe(true);
    }
  });

  test('asks this server for a run, and makes a chat call again', () => {
    expect(curlOfRun('http://127.0.0.1:4319/api/runs/x')).toBe("curl -s 'http://127.0.0.1:4319/api/runs/x'");
    const call = curlOfCall({ messages: [{ role: 'user', content: "it's" }] }, 'gpt-5-mini', 'openai');
    expect(call).toContain('https://api.openai.com/v1/chat/completions');
    expect(call).toContain('$OPENAI_API_KEY');
    expect(curlOfCall({ messages: [{ role: 'user', content: 'x' }] }, 'claude-9', undefined)).toContain(
      'api.anthropic.com',
    );
    expect(curlOfCall({ question: 'x' }, undefined, undefined)).toBeUndefined();
  });
});

describe('an error that was told', () => {
  test('comes apart into message, stack and causes', () => {
    const text =
      'TimeoutError: no answer\nin 30 s\n    at a (b.ts:1:2)\nCaused by: Error: hung up\n    at c (d.ts:3:4)';
    expect(readError(text)).toEqual([
      { relation: 'cause', message: 'TimeoutError: no answer\nin 30 s', stack: ['at a (b.ts:1:2)'] },
      { relation: 'cause', message: 'Error: hung up', stack: ['at c (d.ts:3:4)'] },
    ]);
  });

  test('is read as Node prints it, with causes in causes and several errors at once', () => {
    const inner = new TypeError('inner', { cause: new Error('root of it') });
    const text = inspect(new AggregateError([inner, new Error('two')], 'all failed'));
    const told = readError(text);
    expect(told.map(({ relation, message }) => [relation, message])).toEqual([
      ['cause', 'AggregateError: all failed'],
      ['part', 'TypeError: inner'],
      ['cause', 'Error: root of it'],
      ['part', 'Error: two'],
    ]);
    for (const { stack } of told) expect(stack[0]).toMatch(/^at .*values\.spec\.ts:\d+:\d+\)$/);
  });

  test('is read as Python prints it, what came of a cause first', () => {
    const text = [
      "RuntimeError('no answer')Traceback (most recent call last):",
      '  File "/app/a.py", line 1, in first',
      '    second()',
      "KeyError: 'x'",
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "/app/b.py", line 3, in second',
      '    raise RuntimeError("no answer") from error',
      '    ^^^^^',
      'RuntimeError: no answer',
      'after 30 s',
    ].join('\n');
    expect(readError(text)).toEqual([
      {
        relation: 'cause',
        message: 'RuntimeError: no answer\nafter 30 s',
        stack: ['  File "/app/b.py", line 3, in second', '    raise RuntimeError("no answer") from error', '    ^^^^^'],
      },
      { relation: 'cause', message: "KeyError: 'x'", stack: ['  File "/app/a.py", line 1, in first', '    second()'] },
    ]);
  });

  test('loses no word of any text', () => {
    fc.assert(
      fc.property(fc.lorem({ mode: 'sentences' }), (text) => {
        expect(readError(text).map(({ message }) => message)).toEqual([text.trim()]);
      }),
    );
  });
});

test('only pictures that hold no script are shown', () => {
  expect(imageSource('data:image/png;base64,iVBORw0KGgo=')).toBe('data:image/png;base64,iVBORw0KGgo=');
  expect(imageSource('data:image/svg+xml;base64,PHN2Zz4=')).toBeUndefined();
  expect(imageSource('https://example.com/a.png')).toBeUndefined();
  expect(imageSource('data:image/png;base64,"><script>')).toBeUndefined();
  expect(beginsAsImage('data:image/png;base64,iVBORw0KGgoAAAA')).toBe(true);
  expect(beginsAsImage('iVBORw0KGgo'.padEnd(99, 'A'))).toBe(true);
  for (const text of ['', 'iVBORw0KGgo is not one', 'data:image/svg+xml;base64,PHN2', '{"a":1}'])
    expect(beginsAsImage(text)).toBe(false);
  expect(imageSource(`iVBORw0KGgo${'A'.repeat(80)}`)).toMatch(/^data:image\/png;base64,iVBOR/);
});

describe('what a run streams', () => {
  const part = (value: Json) => ({ value, size: 0, cuts: [] });
  const running = (parts: RunDetail['parts']): RunDetail => ({ status: 'running', parts }) as RunDetail;
  const token = (text: string): Json => ({ name: 'new_token', kwargs: { token: text } });

  test('is what was heard of it, before the tokens that its client has told', () => {
    const told = running({ events: part([token('Hel'), { name: 'other' }, token('lo')]) });
    expect(streamOf(told, undefined)).toEqual({ text: 'Hello', isCut: false });
    expect(streamOf(told, { text: 'Hello there', isCut: true })).toEqual({ text: 'Hello there', isCut: true });
    expect(streamOf(running({ events: part([{ name: 'other' }]) }), undefined)).toBeUndefined();
  });

  test('is nothing any more once there are outputs, or an end', () => {
    const heard = { text: 'late', isCut: false };
    expect(streamOf(running({ outputs: part({ output: 'all' }) }), heard)).toBeUndefined();
    expect(streamOf({ ...running({}), status: 'error' }, heard)).toBeUndefined();
  });

  test('grows by pieces that fit, and begins anew at 0', () => {
    const grow = (texts: ReturnType<typeof growTexts>, at: number, text: string) =>
      growTexts(texts, [{ id: 'run', traceId: 'trace', at, text }]);
    const first = grow(new Map(), 0, 'Feed');
    expect(grow(first, 4, ' the').get('run')?.text).toBe('Feed the');
    expect(grow(first, 9, ' lost').get('run')?.text).toBe('Feed');
    expect(grow(first, 0, 'New').get('run')?.text).toBe('New');
    expect(first.get('run')?.text).toBe('Feed');
  });

  test('reads as one text where it is one, also when it has ended', () => {
    expect(textOfChunks({ output: ['Feed ', { choices: [{ delta: { content: 'the' } }] }] })).toBe('Feed the');
    expect(textOfChunks({ output: ['row', { id: 1 }] })).toBeUndefined();
    expect(textOfChunks({ output: 'whole' })).toBeUndefined();
    expect(isStream(running({ events: part([token('x')]) }))).toBe(true);
    expect(isStream(running({ outputs: part({ output: ['a list', 'of titles'] }) }))).toBe(false);
  });
});
