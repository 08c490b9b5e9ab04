import { bind, startRun, trace, traceable, tracingContext } from 'tracenest';
import { tracedInto, usedBytes } from './collection.js';

class Service {
  @traceable sync(value: number): number {
    return value;
  }
  @traceable async async(value: number): Promise<number> {
    return value;
  }
  @traceable *generator(value: number): Generator<number> {
    yield value;
  }
  @traceable async *asyncGenerator(value: number): AsyncGenerator<number> {
    yield value;
  }
  @traceable async *endless(): AsyncGenerator<number> {
    for (let value = 0; ; value++) {
      using _scope = tracingContext({ tags: ['open across a yield'] });
      yield value;
    }
  }
  @traceable fails(value: number): never {
    throw new Error(`the ${value}th`);
  }
}

const service = new Service();

type Work = (index: number) => unknown;

const works: Readonly<Record<string, { readonly times: number; readonly work: Work }>> = {
  'a million sync children': { times: 1_000_000, work: (index) => service.sync(index) },
  'async children': { times: 40_000, work: (index) => service.async(index) },
  'generator children': { times: 40_000, work: (index) => [...service.generator(index)] },
  'async generator children': {
    times: 20_000,
    work: async (index) => {
      for await (const value of service.asyncGenerator(index)) void value;
    },
  },
  'children that throw': {
    times: 20_000,
    work: (index) => {
      try {
        service.fails(index);
      } catch {
        // As it should.
      }
    },
  },
  'scopes as blocks': {
    times: 20_000,
    work: (index) => {
      using _scope = tracingContext({ metadata: { index } });
      service.sync(index);
    },
  },
  'scopes as callbacks': {
    times: 40_000,
    work: (index) => tracingContext({ metadata: { index } }, () => service.sync(index)),
  },
  'runs as blocks': {
    times: 20_000,
    work: (index) => {
      using run = startRun({ name: 'block', inputs: { index } });
      run.addEvent('inside');
    },
  },
  'bound functions': { times: 40_000, work: (index) => bind(() => service.sync(index))() },
};

/** Bytes that each of many calls leaves behind while the run around them goes on. */
async function bytesLeft(times: number, work: Work): Promise<number> {
  return trace({ name: 'live parent' }, async () => {
    // What is made once, and what the compiler keeps, comes first.
    for (let index = 0; index < 3_000; index++) await work(index);
    const before = await usedBytes();
    for (let index = 0; index < times; index++) {
      const result = work(index);
      if (result instanceof Promise) await result;
    }
    return ((await usedBytes()) - before) / times;
  });
}

/** Bytes that each further chunk of one generator leaves behind, once its log is full. */
async function bytesLeftByChunks(): Promise<number> {
  const chunks = 36_000;
  let count = 0;
  let before = 0;
  for await (const chunk of service.endless()) {
    void chunk;
    count += 1;
    if (count === chunks / 3) before = await usedBytes();
    if (count === chunks) return ((await usedBytes()) - before) / count;
  }
  return Number.NaN;
}

async function report(): Promise<Record<string, number>> {
  tracedInto();
  const bytes: Record<string, number> = {};
  for (const [name, { times, work }] of Object.entries(works)) bytes[name] = await bytesLeft(times, work);
  bytes['chunks of one generator'] = await bytesLeftByChunks();
  return bytes;
}

export default report();
