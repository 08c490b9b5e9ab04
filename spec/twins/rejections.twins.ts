import { twin, type Twin } from '../helpers/twin.js';
import { frozenUses, looks, useEach, uses } from './rejectionUses.js';

/** Rejections: the events that a program sees of those that nobody handles, and of those that somebody handles late. */
export const twins: readonly Twin[] = [
  twin('unhandledRejection, when the body throws at once', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        throw new Error('at once');
      }
    }
    await useEach(observer, uses, () => new Service().fails(), true);
  }),

  twin('unhandledRejection, when the body throws after an await', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        await undefined;
        await undefined;
        throw new Error('after awaits');
      }
    }
    await useEach(observer, uses, () => new Service().fails(), true);
  }),

  twin('unhandledRejection, when the body throws in a later turn', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('in a later turn');
      }
    }
    await useEach(observer, uses, () => new Service().fails());
  }),

  twin('unhandledRejection, when a decorated method fails inside another', async (observer, traced) => {
    class Service {
      @traced async outer(): Promise<void> {
        await this.inner();
      }
      @traced async passes(): Promise<void> {
        return this.inner();
      }
      @traced sync(): Promise<void> {
        return this.inner();
      }
      @traced async inner(): Promise<void> {
        throw new Error('inner');
      }
    }
    const service = new Service();
    for (const method of ['outer', 'passes', 'sync'] as const) {
      observer.note(method);
      await useEach(observer, uses, () => service[method]());
    }
  }),

  twin('unhandledRejection, when a sync method returns a promise that rejects', async (observer, traced) => {
    class Service {
      @traced rejected(): Promise<void> {
        return Promise.reject(new Error('rejected already'));
      }
      @traced later(): Promise<void> {
        return new Promise((_resolve, reject) => setImmediate(reject, new Error('later')));
      }
    }
    await useEach(observer, uses, () => new Service().rejected(), true);
    await useEach(observer, uses, () => new Service().later());
  }),

  twin('unhandledRejection, when a fulfilled value holds a promise that rejects', async (observer, traced) => {
    class Service {
      @traced async holds(): Promise<{ inside: Promise<never> }> {
        return { inside: Promise.reject(new Error('inside')) };
      }
      @traced passes(value: unknown): unknown {
        return value;
      }
    }
    const { inside } = await new Service().holds();
    await observer.idle();
    inside.catch(() => undefined);
    new Service().passes({ inside: Promise.reject(new Error('held')) });
    new Service().passes([Promise.reject(new Error('listed'))]);
    await observer.idle();
  }),

  twin('unhandledRejection of a promise that was frozen', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        throw new Error('frozen');
      }
      @traced rejected(): Promise<void> {
        return Promise.reject(new Error('frozen'));
      }
    }
    await useEach(observer, frozenUses, () => new Service().fails());
    await useEach(observer, frozenUses, () => new Service().rejected());
  }),

  twin('unhandledRejection of a promise that was only looked at, after an async method', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        throw new Error('looked at');
      }
      @traced async failsLater(): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('looked at early');
      }
    }
    await useEach(observer, looks, () => new Service().fails());
    await useEach(observer, looks, () => new Service().failsLater());
  }),

  twin('unhandledRejection of a promise that was only looked at, after a sync method', async (observer, traced) => {
    class Service {
      @traced fails(): Promise<void> {
        return Promise.reject(new Error('looked at'));
      }
    }
    await useEach(observer, looks, () => new Service().fails());
  }),
];
