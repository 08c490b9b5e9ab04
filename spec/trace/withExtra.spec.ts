import { describe, expect, test } from '@jest/globals';
import { traceable, withExtra } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

class Service {
  calls = 0;

  @traceable
  answer(question: string): string {
    this.calls += 1;
    return question;
  }

  plain(): number {
    return this.calls;
  }

  get doubled(): number {
    return this.calls * 2;
  }

  set start(value: number) {
    this.calls = value;
  }
}

describe('what withExtra returns', () => {
  test('works on the target itself: its members, accessors and class', () => {
    const service = new Service();
    const extended = withExtra(service, { tags: ['x'] });
    extended.answer('why');
    extended.start = 4;
    expect([service.calls, extended.calls, extended.doubled]).toEqual([4, 4, 8]);
    expect(extended).toBeInstanceOf(Service);
    expect('answer' in extended).toBe(true);
  });

  test('works for frozen objects', () => {
    const service = Object.freeze({ ask: traceable((question: string) => question, { name: 'ask' }) });
    expect(withExtra(service, { name: 'asked' }).ask('why')).toBe('why');
    expect(exporter.runs.map(({ name }) => name)).toEqual(['asked']);
  });

  test('calls what is not traced as it is, and says that it had no effect there', () => {
    const service = new Service();
    expect(withExtra(service, { name: 'x' }).plain()).toBe(0);
    expect(diagnostics.map(({ code, message }) => [code, message.includes('plain')])).toEqual([
      ['extra-not-traced', true],
    ]);
  });

  test('throws what a setter of the target throws', () => {
    const target = {
      set value(_: number) {
        throw new Error('read only');
      },
    };
    expect(() => {
      withExtra(target, {}).value = 1;
    }).toThrow('read only');
  });
});

test.each([
  ['an unknown option, naming the one that was meant', { nam: 'x' }, /unknown option "nam"; did you mean "name"/],
  ['tags that are no list', { tags: 'x' }, /tags "x", which is not a list of strings/],
  ['nothing', undefined, /undefined as its options/],
])('withExtra refuses %s', (_what, extra, message) => {
  expect(() => withExtra(new Service(), extra as never)).toThrow(message);
});

test.each([[undefined], [null], [5]])('withExtra refuses %p as its target', (target) => {
  expect(() => withExtra(target as never, {})).toThrow(/Pass the object whose method is called/);
});
