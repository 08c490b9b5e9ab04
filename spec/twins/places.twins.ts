import { twin, type Twin } from '../helpers/twin.js';

/** Places where a decorated method can stand. */
export const twins: readonly Twin[] = [
  twin('that it can be shadowed, replaced, deleted and borrowed', (observer, traced) => {
    class Service {
      name = 'service';

      @traced method(): string {
        return this.name;
      }
    }
    class Other {
      name = 'other';
      method?: () => string;
    }
    const service = new Service();
    const original = Service.prototype.method;
    service.method = () => `own and ${original.call(service)}`;
    observer.note('shadowed', service.method(), new Service().method());
    delete (service as { method?: unknown }).method;
    observer.note('again', service.method());
    Service.prototype.method = function (this: Service) {
      return `replaced ${original.call(this)}`;
    };
    observer.note('replaced', service.method());
    Other.prototype.method = original;
    observer.note('borrowed', new Other().method?.());
    observer.note('deleted', Reflect.deleteProperty(Service.prototype, 'method'), 'method' in service);
  }),

  twin('super, through several levels', async (observer, traced) => {
    class Base {
      @traced sync(value: string): string {
        return `base ${value} ${this.own()}`;
      }
      @traced async async(value: string): Promise<string> {
        return this.sync(value);
      }
      @traced *generator(): Generator<string, string> {
        yield `base ${this.own()}`;
        return 'base returned';
      }
      @traced static fixed(): string {
        return `static ${this.name}`;
      }
      own(): string {
        return 'Base';
      }
    }
    class Middle extends Base {
      @traced override sync(value: string): string {
        return `middle ${super.sync(value)}`;
      }
      @traced override *generator(): Generator<string, string> {
        const returned = yield* super.generator();
        yield 'middle';
        return `middle ${returned}`;
      }
      override own(): string {
        return 'Middle';
      }
    }
    class Top extends Middle {
      @traced override async async(value: string): Promise<string> {
        return `top ${await super.async(value)}`;
      }
      @traced static override fixed(): string {
        return `top ${super.fixed()}`;
      }
      override own(): string {
        return 'Top';
      }
    }
    const top = new Top();
    observer.note('sync', top.sync('x'), new Base().sync('y'), new Middle().sync('z'));
    observer.note('static', Top.fixed(), Middle.fixed(), Base.fixed());
    observer.note('generator', [...top.generator()], [...new Base().generator()]);
    observer.note('inherited', Top.prototype.sync === Middle.prototype.sync, Object.hasOwn(Top.prototype, 'sync'));
    observer.countTicks();
    await observer.settled('async', top.async('x'));
  }),

  twin('#private methods, static and not', async (observer, traced) => {
    class Service {
      #secret = 'secret';

      @traced #sync(...args: unknown[]): unknown[] {
        return [this.#secret, ...args];
      }
      @traced async #async(): Promise<unknown> {
        return this.#sync('from async');
      }
      @traced *#generator(): Generator<unknown> {
        yield* this.#sync('from generator');
      }
      @traced static #fixed(service: Service): unknown {
        return service.#sync('from static');
      }
      static has(value: object): boolean {
        return #sync in value;
      }
      async all(): Promise<void> {
        observer.note('sync', this.#sync(1, 2));
        await observer.settled('async', this.#async());
        observer.note('generator', [...this.#generator()]);
        observer.note('static', Service.#fixed(this));
        observer.note('same', this.#sync === new Service().#sync, this.#sync.name, this.#sync.length);
      }
      steal(other: object): unknown {
        return observer.call('stolen', () => {
          try {
            return (other as Service).#sync();
          } catch (error) {
            return (error as Error).constructor.name;
          }
        });
      }
    }
    observer.countTicks();
    const service = new Service();
    await service.all();
    observer.note('has', Service.has(service), Service.has({}));
    service.steal({});
  }),

  twin('methods that the language itself calls', async (observer, traced) => {
    class Service {
      @traced toString(): string {
        return 'as text';
      }
      @traced toJSON(): unknown {
        return { as: 'json' };
      }
      @traced [Symbol.toPrimitive](hint: string): unknown {
        return hint === 'number' ? 7 : `as ${hint}`;
      }
      @traced *[Symbol.iterator](): Generator<number> {
        yield 1;
        yield 2;
      }
      @traced async *[Symbol.asyncIterator](): AsyncGenerator<number> {
        yield 3;
        yield 4;
      }
      @traced static [Symbol.hasInstance](value: unknown): boolean {
        return value === 5;
      }
      @traced [Symbol.dispose](): void {
        observer.note('disposed');
      }
    }
    const service = new Service();
    observer.note('converted', JSON.stringify(service), `${service}`, Number(service), service.toString());
    observer.note('iterated', [...service], Math.max(...service));
    for await (const value of service as AsyncIterable<number>) observer.note('async', value);
    observer.note('instance', (5 as unknown) instanceof Service, ({} as unknown) instanceof Service);
    {
      using _disposed = service;
      observer.note('in the block');
    }
  }),

  twin('a decorated then: its object can be awaited', async (observer, traced) => {
    class Query {
      calls = 0;

      @traced then(resolve: (value: unknown) => void): void {
        this.calls += 1;
        resolve(`answer ${this.calls}`);
      }
    }
    const query = new Query();
    observer.countTicks();
    await observer.settled('query', query);
    await observer.settled('again', query);
  }),

  twin('objects that are proxies, have no prototype, or are classes', (observer, traced) => {
    class Service {
      static made = 0;

      @traced self(): unknown {
        return this;
      }
      @traced isSelf(other: unknown): boolean {
        return this === other;
      }
      @traced static create(): Service {
        Service.made += 1;
        return new this();
      }
    }
    const proxy = new Proxy(new Service(), {});
    observer.note('proxy', proxy.self() === proxy, proxy.isSelf(proxy));
    const bare = Object.assign(Object.create(null) as object, { self: Service.prototype.self });
    observer.note('bare', bare.self() === bare);
    class Special extends Service {}
    observer.note('created', Special.create() instanceof Special, Service.create() instanceof Special, Service.made);
    observer.note('class as this', Service.prototype.self.call(Service) === Service);
  }),
];
