import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const secret = Symbol('secret');

class Base {
  @traceable
  answer(): number {
    return this.#rank();
  }

  @traceable
  #rank(): number {
    return 1;
  }

  @traceable
  static make(): string {
    return this.#build();
  }

  @traceable
  static #build(): string {
    return 'built';
  }

  @traceable
  *[Symbol.iterator](): Generator<number> {
    yield 1;
  }

  @traceable
  [secret](): number {
    return 1;
  }

  @traceable
  'with blanks'(): number {
    return 1;
  }

  @traceable
  overridden(): number {
    return 1;
  }
}

class Derived extends Base {
  @traceable
  override overridden(): number {
    return super.overridden() + 1;
  }
}

describe('a run is named', () => {
  test('after the class and the method', () => {
    new Base().answer();
    expect(traceTree(exporter)).toBe('Base.answer\n  Base.#rank');
  });

  test('after the class of the object, not the one that has the method', () => {
    new Derived().answer();
    expect(traceTree(exporter)).toBe('Derived.answer\n  Derived.#rank');
  });

  test('after the class itself in static methods', () => {
    Base.make();
    expect(traceTree(exporter)).toBe('Base.make\n  Base.#build');
  });

  test('after the class of the object in both, when one calls the overridden one', () => {
    new Derived().overridden();
    expect(traceTree(exporter)).toBe('Derived.overridden\n  Derived.overridden');
  });

  test('with the description of a symbol in brackets', () => {
    const base = new Base();
    void [...base];
    base[secret]();
    expect(traceTree(exporter)).toBe('Base.[Symbol.iterator]\nBase.[secret]');
  });

  test('as the source names it, blanks included', () => {
    new Base()['with blanks']();
    expect(traceTree(exporter)).toBe('Base.with blanks');
  });

  test('after the method alone where it is called without an object', () => {
    const { overridden } = new Base();
    overridden.call(undefined as never);
    overridden.call(5 as never);
    overridden.call(Object.create(null) as never);
    overridden.call({} as never);
    expect(exporter.runs.map(({ name }) => name)).toEqual([
      'overridden',
      'overridden',
      'overridden',
      'Object.overridden',
    ]);
  });

  test('after the method alone where the class has no name, or one that is no text', () => {
    const Anonymous = (() =>
      class {
        @traceable
        call(): number {
          return 1;
        }
      })();
    class Named {
      static override(): void {}
      @traceable
      call(): number {
        return 1;
      }
    }
    Object.defineProperty(Named, 'name', { value: () => 'Named' });
    new Anonymous().call();
    new Named().call();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['call', 'call']);
  });

  test('after the method alone where the object does not say what it is', () => {
    const refusing = new Proxy(new Base(), {
      get(target, key, receiver) {
        if (key === 'constructor') throw new Error('no');
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    refusing.overridden();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['overridden']);
  });

  test('after the function, or anonymous, where a function is wrapped', () => {
    traceable(function search() {})();
    traceable(
      (
        () => () =>
          1
      )(),
    )();
    const assigned = (): number => 1;
    traceable(assigned)();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['search', 'anonymous', 'assigned']);
  });

  test('by the class of each object, call by call', () => {
    const objects = [new Base(), new Derived(), new Base(), new Derived()];
    for (const object of objects) object[secret]();
    expect(exporter.runs.map(({ name }) => name)).toEqual([
      'Base.[secret]',
      'Derived.[secret]',
      'Base.[secret]',
      'Derived.[secret]',
    ]);
  });
});
