import { twin, type Twin } from '../helpers/twin.js';

/** Asynchronous methods: values, errors, distances. */
export const twins: readonly Twin[] = [
  twin('the value and the microtask it arrives in', async (observer, traced) => {
    const token = {};
    class Service {
      @traced async atOnce(): Promise<unknown> {
        observer.note('body');
        return token;
      }
      @traced async afterAwaits(count: number): Promise<unknown> {
        for (let index = 0; index < count; index++) {
          await undefined;
          observer.note('awaited', index);
        }
        return token;
      }
    }
    const service = new Service();
    observer.countTicks();
    observer.note('before');
    const promise = service.atOnce();
    observer.note('called');
    queueMicrotask(() => observer.note('a microtask'));
    observer.note('same', (await promise) === token);
    observer.note('continued');
    await observer.settled('three', service.afterAwaits(3));
    await service.atOnce().then((value) => observer.note('then', value));
    await Promise.all([service.atOnce(), service.afterAwaits(2), service.atOnce()]);
    observer.note('all');
    await Promise.race([service.afterAwaits(4), service.afterAwaits(2)]);
    observer.note('race');
    await Promise.any([service.afterAwaits(4), service.afterAwaits(1)]);
    observer.note('any');
  }),

  twin('the distance of calls in calls', async (observer, traced) => {
    class Service {
      @traced async outer(): Promise<string> {
        observer.note('outer');
        const value = await this.middle();
        observer.note('outer goes on');
        return `outer ${value}`;
      }
      @traced middle(): Promise<string> {
        return this.inner();
      }
      @traced async inner(): Promise<string> {
        observer.note('inner');
        return 'inner';
      }
      @traced async passes(): Promise<string> {
        return this.inner();
      }
    }
    const service = new Service();
    observer.countTicks();
    await observer.settled('outer', service.outer());
    await observer.settled('passes', service.passes());
  }),

  twin('the order of calls that interleave', async (observer, traced) => {
    class Service {
      @traced async worker(name: string, steps: number): Promise<string> {
        for (let step = 0; step < steps; step++) {
          observer.note(name, step);
          await null;
        }
        return name;
      }
    }
    const service = new Service();
    observer.countTicks();
    const work = [service.worker('a', 3), service.worker('b', 1), service.worker('c', 2)];
    for (const [index, promise] of work.entries()) void promise.then((name) => observer.note('done', index, name));
    observer.note('all', await Promise.all(work));
    observer.note(
      'settled',
      (await Promise.allSettled(work)).map(({ status }) => status),
    );
  }),

  twin('what is returned: promises, thenables, nothing', async (observer, traced) => {
    const later = new Promise((resolve) => setImmediate(resolve, 'later'));
    const thenable = {
      then(resolve: (value: unknown) => void, ...rest: unknown[]): void {
        observer.note('then was called', rest.length);
        resolve('from a thenable');
      },
    };
    class Service {
      @traced async nothing(): Promise<void> {}
      @traced async give(value: unknown): Promise<unknown> {
        return value;
      }
      @traced async giveAwaited(value: unknown): Promise<unknown> {
        return await value;
      }
    }
    const service = new Service();
    observer.countTicks();
    await observer.settled('nothing', service.nothing());
    await observer.settled('resolved', service.give(Promise.resolve(1)));
    await observer.settled('thenable', service.give(thenable));
    await observer.settled('awaited', service.giveAwaited(thenable));
    await observer.settled('rejected', service.give(Promise.reject(new Error('given'))));
    await observer.settled('later', service.give(later));
    const own = service.nothing();
    await observer.settled('own', service.give(own));
  }),

  twin('errors, before and after the first await, as the same objects', async (observer, traced) => {
    const thrown = [new Error('plain'), Object.freeze(new Error('frozen')), 'text', undefined, { code: 1 }];
    class Service {
      @traced async before(error: unknown): Promise<void> {
        throw error;
      }
      @traced async after(error: unknown): Promise<void> {
        await undefined;
        throw error;
      }
      @traced async caught(error: unknown): Promise<unknown> {
        try {
          await this.after(error);
        } catch (caught) {
          observer.note('caught', caught === error);
          return 'recovered';
        } finally {
          observer.note('finally');
        }
        return 'unreachable';
      }
      @traced async parameter(value: unknown = this.#missing()): Promise<unknown> {
        return value;
      }
      #missing(): never {
        throw new Error('no value');
      }
    }
    const service = new Service();
    observer.countTicks();
    for (const error of thrown) {
      observer.note('same', (await observer.settled('before', service.before(error))) === error);
      observer.note('same', (await observer.settled('after', service.after(error))) === error);
      await observer.settled('caught', service.caught(error));
    }
    const promise = observer.call('parameter', () => service.parameter());
    await observer.settled('parameter', promise);
  }),
];
