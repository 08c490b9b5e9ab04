import { traceable } from 'tracenest';
import { collected } from '../helpers/collected.js';
import { collectedUntil, tracedInto, type StatusExporter } from './collection.js';

const times = 200;

class Query {
  then(resolve: (value: unknown) => void): void {
    resolve('rows');
  }
}

class Service {
  @traceable *generator(): Generator<number> {
    yield 1;
    yield 2;
  }
  @traceable async *asyncGenerator(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => undefined);
  }
  @traceable iterator(): IterableIterator<number> {
    return [1, 2].values();
  }
  @traceable iterable(): Iterable<number> {
    return {
      *[Symbol.iterator]() {
        yield 1;
        yield 2;
      },
    };
  }
  @traceable stream(): ReadableStream<number> {
    return new ReadableStream<number>({ pull: (controller) => controller.enqueue(1) });
  }
  @traceable promise(): Promise<void> {
    return new Promise(() => undefined);
  }
  @traceable thenable(): Query {
    return new Query();
  }
  @traceable async async(): Promise<void> {
    await new Promise(() => undefined);
  }
  @traceable async promised(): Promise<AsyncGenerator<number>> {
    return this.untraced();
  }
  async *untraced(): AsyncGenerator<number> {
    yield 1;
    yield 2;
  }
  @traceable asyncIterable(): AsyncIterable<number> {
    return { [Symbol.asyncIterator]: () => this.untraced() };
  }
}

const service = new Service();

type Weak = WeakRef<object>;

const weak = (object: object): Weak => new WeakRef(object);

/** Ways to let go of something that is not finished. */
const drops: Readonly<Record<string, () => Weak | Promise<Weak>>> = {
  'a generator that was never started': () => weak(service.generator()),
  'a generator that was started': () => {
    const generator = service.generator();
    generator.next();
    return weak(generator);
  },
  'an async generator that was never started': () => weak(service.asyncGenerator()),
  'an async generator that was started': async () => {
    const generator = service.asyncGenerator();
    await generator.next();
    return weak(generator);
  },
  'an async generator that waits for ever': async () => {
    const generator = service.asyncGenerator();
    await generator.next();
    void generator.next();
    return weak(generator);
  },
  'an iterator': () => {
    const iterator = service.iterator();
    iterator.next();
    return weak(iterator);
  },
  'an iterable that was never iterated': () => weak(service.iterable()),
  'an iterable whose iterator was dropped': () => {
    const iterable = service.iterable();
    iterable[Symbol.iterator]().next();
    return weak(iterable);
  },
  'an async iterable whose iterator was dropped': async () => {
    const iterable = service.asyncIterable();
    await iterable[Symbol.asyncIterator]().next();
    return weak(iterable);
  },
  'a stream that was never read': () => weak(service.stream()),
  'a stream that was read once': async () => {
    const stream = service.stream();
    await stream.getReader().read();
    return weak(stream);
  },
  'both branches of a tee': () => {
    const [one, other] = service.stream().tee();
    void other.getReader().read();
    return weak(one);
  },
  'a promise that never settles': () => weak(service.promise()),
  'a promise that never settles and is waited for': () => {
    const promise = service.promise();
    void promise.then(() => undefined);
    return weak(promise);
  },
  'a thenable that nobody asked': () => weak(service.thenable()),
  'an async method that waits for ever': () => weak(service.async()),
  'an async method that waits for ever and is waited for': () => {
    const promise = service.async();
    void promise.then(() => undefined);
    return weak(promise);
  },
  'a generator out of a promise': async () => {
    const generator = await service.promised();
    await generator.next();
    return weak(generator);
  },
};

/** What became of what was dropped. */
export interface Dropped {
  readonly isCollected: boolean;
  readonly started: number;
  readonly ended: Readonly<Record<string, number>>;
}

async function dropMany(drop: () => Weak | Promise<Weak>): Promise<Weak[]> {
  const references: Weak[] = [];
  for (let index = 0; index < times; index++) references.push(await drop());
  return references;
}

/** All let go first, and then all looked for: the promise of an async method is held for its first second. */
async function report(): Promise<Record<string, Dropped>> {
  const cases = new Map<string, { exporter: StatusExporter; references: Weak[] }>();
  for (const [name, drop] of Object.entries(drops)) {
    const exporter = tracedInto();
    cases.set(name, { exporter, references: await dropMany(drop) });
  }
  const all = [...cases.values()];
  await collectedUntil(() => all.every(({ exporter }) => exporter.endedCount === exporter.started));
  const dropped: Record<string, Dropped> = {};
  for (const [name, { exporter, references }] of cases) {
    const isCollected = await collected(...references);
    dropped[name] = { isCollected, started: exporter.started, ended: exporter.ended };
  }
  return dropped;
}

export default report();
