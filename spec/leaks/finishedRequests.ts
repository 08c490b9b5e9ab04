import { EventEmitter } from 'node:events';
import { bind, bindEmitter, getCurrentRunTree, startRun, trace, traceable, tracingContext, withExtra } from 'tracenest';
import { collected } from '../helpers/collected.js';
import { tracedInto } from './collection.js';

class Body {
  readonly bytes = new Uint8Array(1_000);
}

/** What a server makes for a request, and should be rid of after it. */
class Request {
  readonly body = new Body();
}

const kept: unknown[] = [];

class Service {
  @traceable sync(request: Request): Body {
    return request.body;
  }
  @traceable async async(request: Request): Promise<Body> {
    await undefined;
    return this.sync(request);
  }
  @traceable async *stream(request: Request): AsyncGenerator<Body> {
    yield request.body;
    yield await this.async(request);
  }
  @traceable async fails(request: Request): Promise<void> {
    await undefined;
    throw Object.assign(new Error('failed'), { request });
  }
}

/** Ways to handle a request. Each gives what should be gone afterwards, beside the request and the service. */
const handlers: Readonly<Record<string, (service: Service, request: Request) => unknown>> = {
  'a sync call': (service, request) => [service.sync(request)],
  'an async call': async (service, request) => [await service.async(request)],
  'a loop over an async generator': async (service, request) => {
    for await (const body of service.stream(request)) void body;
  },
  'a loop that was left': async (service, request) => {
    for await (const body of service.stream(request)) {
      void body;
      break;
    }
  },
  'a failing call': async (service, request) => [await service.fails(request).catch((error: unknown) => error)],
  'a scope around it': (service, request) => tracingContext({ metadata: { id: 1 } }, () => service.async(request)),
  'a scope as a block': async (service, request) => {
    // A block that is open at the first await of a function that nothing traces leaks, as documented.
    await undefined;
    using _scope = tracingContext({ tags: ['scope'] });
    await service.async(request);
  },
  'a run around it': (service, request) => trace({ name: 'request' }, () => service.async(request)),
  'a run as a block': (service, request) => {
    using run = startRun({ name: 'request' });
    return [service.sync(request), run];
  },
  'extra for the call': (service, request) => withExtra(service, { tags: ['extra'] }).async(request),
  'its run, handed out and dropped': (service, request) =>
    trace({ name: 'request' }, async (run) => {
      await service.async(request);
      return [run, getCurrentRunTree()];
    }),
  'a method wrapped for it alone': (service, request) => {
    const handle = traceable(() => service.sync(request), { name: 'handle' });
    handle();
    return [handle];
  },
};

/** What is started while a request is handled, and lives on. Nothing of it names the request. */
const longLived: Readonly<Record<string, () => unknown>> = {
  'an interval': () => setInterval(() => undefined, 60_000).unref(),
  'a listener': () => new EventEmitter().on('event', () => undefined),
  'a bound listener': () => bindEmitter(new EventEmitter()).on('event', () => undefined),
  'a bound function': () => bind(() => undefined),
  'a pending promise': () => new Promise(() => undefined).then(() => undefined),
  'a controller': () => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => undefined);
    return controller;
  },
};

async function handled(handle: (service: Service, request: Request) => unknown): Promise<WeakRef<object>[]> {
  const service = new Service();
  const request = new Request();
  const result = await handle(service, request);
  const others = (Array.isArray(result) ? result : []).filter((value) => typeof value === 'object' && value !== null);
  return [service, request, request.body, ...(others as object[])].map((object) => new WeakRef(object));
}

class LongLivedStarter {
  @traceable async handle(request: Request, start: () => unknown): Promise<void> {
    kept.push(start());
    await new Service().async(request);
  }
}

/** Whether a finished parent can be collected while the run above it goes on. */
async function finishedParent(): Promise<boolean> {
  return trace({ name: 'goes on' }, async () => {
    const finished = await trace({ name: 'parent' }, async (run) => {
      await new Service().async(new Request());
      return new WeakRef<object>(run);
    });
    return collected(finished);
  });
}

/** Whether finished children can be collected while their parent goes on and is held. */
async function finishedChildren(): Promise<boolean> {
  return trace({ name: 'parent' }, async (parent) => {
    const children: WeakRef<object>[] = [];
    for (let index = 0; index < 100; index++) {
      trace({ name: 'child' }, (child) => void children.push(new WeakRef<object>(child)));
    }
    const gone = await collected(...children);
    return gone && parent.endTime === undefined;
  });
}

async function report(): Promise<Record<string, boolean>> {
  tracedInto();
  const gone: Record<string, boolean> = {};
  for (const [name, handle] of Object.entries(handlers)) {
    const references: WeakRef<object>[] = [];
    for (let index = 0; index < 5; index++) references.push(...(await handled(handle)));
    gone[`after ${name}`] = await collected(...references);
  }
  for (const [name, start] of Object.entries(longLived)) {
    const started = async (_service: Service, request: Request): Promise<void> =>
      new LongLivedStarter().handle(request, start);
    gone[`while ${name} lives that it started`] = await collected(...(await handled(started)));
  }
  gone['a finished parent, below a run that goes on'] = await finishedParent();
  gone['finished children of a run that goes on'] = await finishedChildren();
  kept.length = 0;
  return gone;
}

export default report();
