import { inspect, types } from 'node:util';
import { twin, type Twin } from '../helpers/twin.js';

/** The promise of an asynchronous method. */
export const twins: readonly Twin[] = [
  twin('a promise like any other', async (observer, traced) => {
    class Service {
      @traced async value(): Promise<string> {
        return 'value';
      }
    }
    const service = new Service();
    const promise = service.value();
    // Not the whole text: Node before 24 shows what `AsyncLocalStorage` leaves on every promise.
    observer.note('instance', promise instanceof Promise, types.isPromise(promise), inspect(promise).slice(0, 9));
    observer.note('kind', Object.prototype.toString.call(promise), typeof promise, 'then' in promise);
    observer.keys('it', promise);
    observer.note('extensible', Object.isExtensible(promise), Object.keys(promise), JSON.stringify(promise));
    observer.note('resolved to itself', Promise.resolve(promise) === promise);
    observer.note('members', promise.then === Promise.prototype.then, promise.catch === Promise.prototype.catch);
    observer.note('class', promise.constructor === Promise, Object.getPrototypeOf(promise) === Promise.prototype);
    observer.note('different', service.value() === service.value());
    class Special extends Promise<unknown> {}
    observer.note('special', Special.resolve(promise) instanceof Special);
    await observer.settled('it', promise);
  }),

  twin('a promise that the program changes', async (observer, traced) => {
    class Service {
      @traced async value(): Promise<string> {
        await undefined;
        return 'value';
      }
    }
    const service = new Service();
    observer.countTicks();
    const cancellable = Object.assign(service.value(), { cancel: () => 'cancelled' });
    observer.note('own', cancellable.cancel(), Object.keys(cancellable));
    await observer.settled('cancellable', cancellable);
    const frozen = Object.freeze(service.value());
    observer.note('frozen', Object.isFrozen(frozen), frozen.constructor === Promise);
    await observer.settled('frozen', frozen);
    class Special extends Promise<unknown> {
      hello(): string {
        return 'hello';
      }
    }
    const special = Object.setPrototypeOf(service.value(), Special.prototype) as Special;
    observer.note('special', special.hello(), special instanceof Special, special.then() instanceof Special);
    await observer.settled('special', special);
    const derived = service.value().then((value) => `${value}!`);
    observer.note('derived', Object.getPrototypeOf(derived) === Promise.prototype);
    await observer.settled('derived', derived);
    await observer.settled(
      'borrowed then',
      Promise.prototype.then.call(service.value(), (value) => [value]),
    );
  }),

  twin('the distance of every way to use the promise', async (observer, traced) => {
    class Service {
      @traced async value(): Promise<string> {
        await undefined;
        return 'value';
      }
    }
    const service = new Service();
    const uses: Record<string, () => unknown> = {
      await: () => service.value(),
      then: () => service.value().then((value) => value),
      catch: () => service.value().catch(() => undefined),
      finally: () => service.value().finally(() => observer.note('in finally')),
      'async return': async () => service.value(),
      'async return await': async () => await service.value(),
      'Promise.resolve': () => Promise.resolve(service.value()),
      'new Promise': () => new Promise((resolve) => resolve(service.value())),
      'all of one': () => Promise.all([service.value()]),
      'allSettled of one': () => Promise.allSettled([service.value()]),
      'for await': async () => {
        for await (const value of [service.value()]) return value;
        return undefined;
      },
      'yield in an async generator': () =>
        (async function* () {
          yield service.value();
        })().next(),
      'awaited twice': async () => {
        const promise = service.value();
        return [await promise, await promise];
      },
      'awaited by two': async () => {
        const promise = service.value();
        const first = (async () => observer.note('first', await promise))();
        const second = (async () => observer.note('second', await promise))();
        await Promise.all([first, second]);
      },
      'awaited long after': async () => {
        const promise = service.value();
        for (let index = 0; index < 5; index++) await undefined;
        return promise;
      },
    };
    for (const [label, use] of Object.entries(uses)) {
      observer.countTicks();
      await observer.settled(label, use());
      await observer.idle();
    }
  }),

  twin('work that goes on after it returned', async (observer, traced) => {
    class Service {
      @traced async starts(): Promise<string> {
        void this.background().then(() => observer.note('background done'));
        return 'started';
      }
      @traced async background(): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 2));
        observer.note('background');
      }
    }
    await observer.settled('starts', new Service().starts());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }),

  twin('promises that never settle, and are dropped', async (observer, traced) => {
    class Service {
      @traced async never(): Promise<void> {
        await new Promise(() => undefined);
        observer.note('unreachable');
      }
    }
    const service = new Service();
    observer.note('raced', await Promise.race([service.never(), Promise.resolve('other')]));
    void service.never();
    await observer.idle();
  }),

  twin('this, arguments and detachment', async (observer, traced) => {
    class Service {
      @traced async self(this: unknown, ...args: unknown[]): Promise<unknown[]> {
        return [this, arguments.length, ...args];
      }
      @traced static async fixed(this: unknown): Promise<unknown> {
        return this;
      }
    }
    const service = new Service();
    const { self } = service;
    await observer.settled('instance', service.self(1, undefined));
    await observer.settled('detached', self());
    await observer.settled('static', Service.fixed());
    await observer.settled('called', self.call('text', 1));
  }),
];
