import { twin, type Twin } from '../helpers/twin.js';

/** Promises that a method hands out again and again. */
export const twins: readonly Twin[] = [
  twin('a shared promise, handled by its owner', async (observer, traced) => {
    class Service {
      ready: Promise<unknown> | undefined;

      @traced connect(): Promise<unknown> {
        if (this.ready === undefined) {
          this.ready = Promise.reject(new Error('no connection'));
          this.ready.catch(() => undefined);
        }
        return this.ready;
      }
      @traced async both(): Promise<unknown> {
        return this.connect();
      }
    }
    const service = new Service();
    const first = service.connect();
    observer.note('same', first === service.ready, service.connect() === first);
    await observer.idle();
    observer.countTicks();
    await observer.settled('first', first);
    await observer.settled('again', service.connect());
    await observer.settled('both', service.both());
    void service.connect();
    void service.connect();
    await observer.idle();
    void service.connect().then(() => undefined);
    await observer.idle();
  }),

  twin('a shared promise, handled by nobody or by one caller', async (observer, traced) => {
    class Service {
      ready: Promise<unknown> | undefined;

      @traced connect(): Promise<unknown> {
        return (this.ready ??= Promise.reject(new Error('no connection')));
      }
    }
    const alone = new Service();
    void alone.connect();
    void alone.connect();
    await observer.idle();
    await observer.settled('late', alone.connect());
    await observer.idle();
    const service = new Service();
    void service.connect();
    void service.connect().catch((error: unknown) => observer.note('caught', error));
    void service.connect();
    await observer.idle();
  }),

  twin('a shared promise that fulfils: identity and distance', async (observer, traced) => {
    class Service {
      readonly ready = new Promise((resolve) => setImmediate(resolve, { connected: true }));

      @traced connect(): Promise<unknown> {
        return this.ready;
      }
    }
    const service = new Service();
    const before = service.ready.then(() => observer.note('the owner goes on'));
    observer.note('same', service.connect() === service.ready, service.connect() === service.connect());
    observer.keys('it', service.ready);
    await Promise.all([before, observer.settled('one', service.connect()), observer.settled('two', service.connect())]);
    observer.countTicks();
    await observer.settled('settled already', service.connect());
    await observer.settled('itself', service.ready);
    observer.note('class', Object.getPrototypeOf(service.ready) === Promise.prototype);
  }),
];
