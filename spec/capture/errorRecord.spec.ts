import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createContext, runInContext } from 'node:vm';
import { traceable } from 'tracenest';
import { errorRecord, errorText, type ErrorRecord } from '../../lib/capture/errorRecord.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { hostileValues } from '../helpers/hostileValues.js';

const { exporter } = freshTracing();

function countRecords({ cause, errors = [] }: ErrorRecord): number {
  return (
    1 + (cause === undefined ? 0 : countRecords(cause)) + errors.reduce((sum, member) => sum + countRecords(member), 0)
  );
}

function chain(length: number): Error {
  let error = new Error('bottom');
  for (let level = 1; level < length; level++) error = new Error(`level ${level}`, { cause: error });
  return error;
}

class HttpError extends Error {
  override readonly name = 'HttpError';
}

describe('the record of an error', () => {
  test('has name, message and stack', () => {
    const error = new HttpError('503');
    expect(errorRecord(error)).toEqual({ name: 'HttpError', message: '503', stack: error.stack });
  });

  test('has the chain of causes', () => {
    const record = errorRecord(new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) }));
    expect(record).toMatchObject({
      message: 'outer',
      cause: { name: 'TypeError', message: 'inner', cause: { name: 'string', message: 'text' } },
    });
  });

  test('has a cause that is null, and none where there is none', () => {
    expect(errorRecord(new Error('x', { cause: null })).cause).toEqual({ name: 'null', message: 'null' });
    expect(errorRecord(new Error('x'))).not.toHaveProperty('cause');
  });

  test('has the members of an AggregateError', () => {
    const record = errorRecord(new AggregateError([new RangeError('one'), 'two'], 'both'));
    expect(record).toMatchObject({
      name: 'AggregateError',
      message: 'both',
      errors: [
        { name: 'RangeError', message: 'one' },
        { name: 'string', message: 'two' },
      ],
    });
  });

  test('ends a cycle where it closes', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    (error.cause as Error).cause = error;
    expect(errorRecord(error)).toMatchObject({
      message: 'outer',
      cause: { message: 'inner', cause: { message: '[Circular]' } },
    });
  });

  test('names an error that two members share in both', () => {
    const shared = new Error('shared');
    expect(errorRecord(new AggregateError([shared, shared])).errors).toMatchObject([
      { message: 'shared' },
      { message: 'shared' },
    ]);
  });

  test('reads an error of another realm as one', () => {
    const error = runInContext(
      'new RangeError("too far", { cause: new TypeError("key") })',
      createContext({}),
    ) as unknown;
    expect(errorRecord(error)).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      stack: expect.stringContaining('too far'),
      cause: { name: 'TypeError' },
    });
  });

  test.each<[string, unknown, ErrorRecord]>([
    ['a text', 'out of stock', { name: 'string', message: 'out of stock' }],
    ['a number', 404, { name: 'number', message: '404' }],
    ['nothing', undefined, { name: 'undefined', message: 'undefined' }],
    ['null', null, { name: 'null', message: 'null' }],
    ['a BigInt', 10n, { name: 'bigint', message: '10' }],
    ['a symbol', Symbol('gone'), { name: 'symbol', message: 'Symbol(gone)' }],
    ['an object', { status: 404 }, { name: 'object', message: '{"status":404}' }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      { name: 'object', message: '{"a":1}' },
    ],
  ])('of %s that was thrown says its kind and its text', (_what, thrown, record) => {
    expect(errorRecord(thrown)).toEqual(record);
  });

  test('of an object that JSON cannot say is still a text', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const thrown of [circular, { big: 1n }, { toJSON: () => undefined }]) {
      expect(errorRecord(thrown)).toEqual({ name: 'object', message: expect.any(String) });
    }
  });

  test('does not turn a long chain of causes into a cycle: it says where it was cut', () => {
    const text = JSON.stringify(errorRecord(chain(1_000)));
    expect(text).not.toContain('[Circular]');
    expect(text).toMatch(/\[Cut: /);
    expect(text).not.toContain('bottom');
  });

  test('says how many members were cut', () => {
    const errors = Array.from({ length: 150 }, (_, index) => new Error(`${index}`));
    const record = errorRecord(new AggregateError(errors));
    expect(record.errors?.length).toBeLessThanOrEqual(101);
    expect(record.errors?.at(-1)?.message).toMatch(/^\[Cut: 50 more/);
  });

  test('is bounded where errors share members over and over', () => {
    let error = new Error('leaf');
    for (let level = 0; level < 6; level++)
      error = new AggregateError(new Array<Error>(8).fill(error), `level ${level}`);
    expect(countRecords(errorRecord(error))).toBeLessThan(20_000);
  });

  test('never throws and is JSON data, whatever was thrown', () => {
    fc.assert(
      fc.property(hostileValues, (make) => {
        const record = errorRecord(make());
        expect(typeof record.name).toBe('string');
        expect(typeof record.message).toBe('string');
        expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        expect(typeof errorText(record)).toBe('string');
      }),
      { numRuns: 1_000 },
    );
  });

  test('is in the run of a call that threw, and the caller gets the thrown object itself', () => {
    fc.assert(
      fc.property(hostileValues, (make) => {
        exporter.clear();
        const thrown = make();
        let caught: unknown;
        try {
          traceable(
            () => {
              throw thrown;
            },
            { name: 'call' },
          )();
        } catch (error) {
          caught = error;
        }
        expect(Object.is(caught, thrown)).toBe(true);
        expect(exporter.runs.map(({ name }) => name)).toEqual(['call']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the text of an error', () => {
  test('is its stack, then its members and its causes', () => {
    const record = errorRecord(
      new AggregateError([new RangeError('one')], 'all', { cause: new Error('why', { cause: 'because' }) }),
    );
    const lines = errorText(record)
      .split('\n')
      .filter((line) => !/^\s*at /.test(line));
    expect(lines).toEqual([
      'AggregateError: all',
      '  RangeError: one',
      '[cause]: Error: why',
      '[cause]: string: because',
    ]);
  });

  test('is name and message where there is no stack', () => {
    expect(errorText({ name: 'string', message: 'gone' })).toBe('string: gone');
  });
});
