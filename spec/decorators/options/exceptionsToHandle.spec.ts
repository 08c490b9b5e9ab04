import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

class StopWalking extends Error {}
class StopHere extends StopWalking {}

function throwing(error: unknown, exceptionsToHandle: readonly unknown[]): () => never {
  return traceable(
    (): never => {
      throw error;
    },
    { name: 'call', exceptionsToHandle: exceptionsToHandle as never },
  );
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('the option exceptionsToHandle', () => {
  test('makes an error of one of the classes a success without outputs; the caller gets it all the same', () => {
    for (const error of [new StopWalking('enough'), new StopHere('here')]) {
      expect(thrownBy(throwing(error, [StopWalking]))).toBe(error);
    }
    expect(exporter.runs.map(({ status, outputs, error }) => [status, outputs, error])).toEqual([
      ['success', undefined, undefined],
      ['success', undefined, undefined],
    ]);
  });

  test('leaves other errors errors', () => {
    thrownBy(throwing(new Error('other'), [StopWalking]));
    thrownBy(throwing(new StopWalking('enough'), [StopHere, TypeError]));
    thrownBy(throwing('a text', [StopWalking]));
    expect(exporter.runs.map(({ status }) => status)).toEqual(['error', 'error', 'error']);
  });

  test('holds for rejections, generators and async generators', async () => {
    const options = { exceptionsToHandle: [StopWalking] };
    const error = new StopWalking('enough');
    const reject = traceable(async () => Promise.reject(error), options);
    const step = traceable(function* () {
      yield 1;
      throw error;
    }, options);
    const stepAsync = traceable(async function* () {
      yield 1;
      throw error;
    }, options);
    await expect(reject()).rejects.toBe(error);
    expect(thrownBy(() => [...step()])).toBe(error);
    await expect(
      (async () => {
        for await (const _ of stepAsync());
      })(),
    ).rejects.toBe(error);
    expect(exporter.runs.map(({ status, error: recorded }) => [status, recorded])).toEqual([
      ['success', undefined],
      ['success', undefined],
      ['success', undefined],
    ]);
    expect(exporter.runs.slice(1).map(({ outputs }) => outputs)).toEqual([{ output: [1] }, { output: [1] }]);
  });

  test.each<[string, unknown]>([
    ['undefined, as a circular import gives it', [undefined]],
    ['null', [StopWalking, null]],
    ['what is no class', ['StopWalking']],
    ['a class instead of a list', StopWalking],
  ])('with %s is a mistake that is told when decorating', (_what, exceptionsToHandle) => {
    expect(() => traceable(() => 1, { name: 'call', exceptionsToHandle: exceptionsToHandle as never })).toThrow(
      /exceptionsToHandle[^]*list of classes/,
    );
  });

  test('with a class that refuses to be asked never hides the error from the caller', () => {
    class Refusing {
      static [Symbol.hasInstance](): never {
        throw new Error('asked');
      }
    }
    const error = new Error('mine');
    expect(thrownBy(throwing(error, [Refusing]))).toBe(error);
    expect(exporter.runs.map(({ status }) => status)).toEqual(['error']);
  });
});
