import { twin, type Twin } from '../helpers/twin.js';

/** Generators, as loops use them. */
export const twins: readonly Twin[] = [
  twin('laziness: the body runs step by step, and not before', (observer, traced) => {
    class Service {
      @traced *count(limit: number): Generator<number, string> {
        observer.note('started');
        for (let index = 0; index < limit; index++) {
          observer.note('before', index);
          yield index;
          observer.note('after', index);
        }
        return 'returned';
      }
    }
    const service = new Service();
    const generator = service.count(2);
    observer.note('created');
    for (const value of generator) observer.note('got', value);
    observer.note('again', [...generator], generator.next());
    observer.note(
      'spread',
      [...service.count(3)],
      Array.from(service.count(2), (value) => value * 2),
    );
    observer.note('most', Math.max(...service.count(4)), new Set(service.count(2)).size);
    service.count(5);
    observer.note('never started');
  }),

  twin('the generator object', (observer, traced) => {
    class Service {
      @traced *empty(): Generator<never> {}
    }
    const service = new Service();
    const generator = service.empty();
    observer.note('itself', generator[Symbol.iterator]() === generator, service.empty() === service.empty());
    observer.note('kind', Object.prototype.toString.call(generator), typeof generator, String(generator));
    observer.note('members', typeof generator.next, typeof generator.return, typeof generator.throw);
    observer.note('names', generator.next.name, generator.return.name, generator.throw.name);
    observer.note('lengths', generator.next.length, generator.return.length, generator.throw.length);
    observer.note('enumerable', Object.keys(generator), { ...generator }, JSON.stringify(generator));
    for (const key in generator) observer.note('for in', key);
    observer.note('instance', generator instanceof service.empty);
    observer.note('prototype', Object.getPrototypeOf(generator) === service.empty.prototype);
    observer.note('extensible', Object.isExtensible(generator), Object.assign(generator, { added: 1 }).added);
  }),

  twin('this and arguments inside the body', (observer, traced) => {
    class Service {
      #secret = 'secret';

      @traced *all(this: unknown, first: unknown = 'default', ...rest: unknown[]): Generator<unknown> {
        yield this instanceof Service ? this.#secret : this;
        yield [first, ...rest];
        yield arguments.length;
      }
      @traced static *fixed(this: unknown): Generator<boolean> {
        yield this === Service;
      }
    }
    const service = new Service();
    const { all } = service;
    observer.note('method', [...service.all(1, 2)], [...service.all()]);
    observer.note('detached', [...all()], [...all.call('text', undefined)]);
    observer.note('static', [...Service.fixed()]);
  }),

  twin('break, at every point, with the finally of the body', (observer, traced) => {
    class Service {
      @traced *steps(): Generator<number, string> {
        try {
          observer.note('one');
          yield 1;
          try {
            observer.note('two');
            yield 2;
          } finally {
            observer.note('inner finally');
            yield 20;
            observer.note('after the yield in finally');
          }
          yield 3;
        } finally {
          observer.note('outer finally');
        }
        return 'end';
      }
    }
    const service = new Service();
    for (let point = 0; point < 6; point++) {
      observer.note('break at', point);
      const generator = service.steps();
      let seen = 0;
      for (const value of generator) {
        observer.note('got', value);
        if (seen++ === point) break;
      }
      observer.note('left', generator.next(), generator.next());
    }
    const labelled = service.steps();
    outer: for (const value of labelled) {
      for (;;) {
        observer.note('labelled', value);
        continue outer;
      }
    }
  }),

  twin('leaving a loop by a throw or a return', (observer, traced) => {
    class Service {
      @traced *steps(failing: boolean): Generator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          observer.note('finally');
          if (failing) throw new Error('in finally');
        }
      }
    }
    const service = new Service();
    const leave = (failing: boolean, how: 'throw' | 'return'): string => {
      for (const value of service.steps(failing)) {
        observer.note('got', value);
        if (how === 'throw') throw new Error('in the loop');
        return 'returned';
      }
      return 'unreachable';
    };
    for (const failing of [false, true]) {
      observer.call('throw', () => leave(failing, 'throw'));
      observer.call('return', () => leave(failing, 'return'));
    }
  }),

  twin('destructuring takes what it needs and closes', (observer, traced) => {
    class Service {
      @traced *numbers(): Generator<number> {
        try {
          for (let index = 0; ; index++) {
            observer.note('yield', index);
            yield index;
          }
        } finally {
          observer.note('finally');
        }
      }
    }
    const [first, , third] = new Service().numbers();
    observer.note('took', first, third);
  }),

  twin('errors of the body, as the same objects', (observer, traced) => {
    class Service {
      @traced *fails(at: number, error: unknown): Generator<number> {
        try {
          for (let index = 0; ; index++) {
            if (index === at) throw error;
            yield index;
          }
        } finally {
          observer.note('finally');
        }
      }
    }
    const error = new Error('body');
    for (const thrown of [error, 'text', undefined]) {
      for (const at of [0, 2]) {
        const generator = new Service().fails(at, thrown);
        const caught = observer.call('loop', () => {
          for (const value of generator) observer.note('got', value);
          return 'end';
        });
        observer.note('same', caught === thrown, generator.next());
      }
    }
  }),

  twin('what goes wrong before the first step', (observer, traced) => {
    class Service {
      @traced *fails(value: unknown = this.missing()): Generator<unknown> {
        yield value;
      }
      missing(): never {
        throw new Error('no value');
      }
    }
    observer.call('call', () => new Service().fails());
    observer.note('fine', [...new Service().fails(1)]);
  }),

  twin('yield* of decorated and undecorated generators, and of other iterables', (observer, traced) => {
    class Service {
      @traced *outer(): Generator<unknown, unknown> {
        const first = yield* this.inner('a');
        observer.note('inner returned', first);
        const second = yield* [1, 2];
        observer.note('array returned', second);
        const third = yield* this.plain();
        return [first, second, third];
      }
      @traced *inner(name: string): Generator<unknown, string> {
        try {
          observer.note('inner got', yield `${name}1`);
          observer.note('inner got', yield `${name}2`);
        } finally {
          observer.note('inner finally');
        }
        return `${name} returned`;
      }
      *plain(): Generator<unknown, string> {
        yield* this.inner('plain');
        return 'plain returned';
      }
    }
    const generator = new Service().outer();
    let step = generator.next('dropped');
    for (let index = 0; step.done !== true; index++) {
      observer.note('step', step);
      step = generator.next(index);
    }
    observer.note('end', step);
    const closed = new Service().outer();
    observer.note('closed', closed.next(), closed.return('early'), closed.next());
    const thrown = new Service().outer();
    thrown.next();
    observer.call('thrown', () => thrown.throw(new Error('into the inner one')));
  }),

  twin('several generators, interleaved', (observer, traced) => {
    class Service {
      @traced *named(name: string): Generator<string> {
        for (let index = 0; index < 3; index++) yield `${name}${index}`;
      }
      @traced *zip(...generators: Iterator<string>[]): Generator<string[]> {
        for (;;) {
          const steps = generators.map((generator) => generator.next());
          if (steps.some(({ done }) => done === true)) return;
          yield steps.map(({ value }) => value as string);
        }
      }
    }
    const service = new Service();
    for (const values of service.zip(service.named('a'), service.named('b'))) observer.note('both', values);
  }),
];
