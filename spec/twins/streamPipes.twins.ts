import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';
import { loggedStream, type LoggedStreamOptions } from './loggedStream.js';

/** A destination that takes its time, and may fail. */
function slowSink(observer: Observer, failAt = -1): WritableStream<number> {
  let writes = 0;
  return new WritableStream<number>(
    {
      async write(value) {
        observer.note('write', value);
        if (writes++ === failAt) throw new Error('write failed');
        await new Promise((resolve) => setImmediate(resolve));
      },
      close: () => observer.note('sink closed'),
      abort: (reason) => observer.note('sink aborted', reason),
    },
    { highWaterMark: 1 },
  );
}

const doubling = (observer: Observer): TransformStream<number, number> =>
  new TransformStream<number, number>({
    transform(value, controller) {
      observer.note('transform', value);
      controller.enqueue(value * 2);
    },
    flush: () => observer.note('flush'),
  });

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const nameOf = (error: unknown): string => (error as Error).constructor.name;

/** Web streams, piped. Not the microtasks: a pipe asks its source in the engine, ours through one more stream. */
export const twins: readonly Twin[] = [
  twin('pipeTo a slow sink: values, and pulls as they are needed', async (observer, traced) => {
    class Service {
      @traced stream(highWaterMark: number, pulls: number[]): ReadableStream<number> {
        return new ReadableStream<number>(
          {
            pull(controller) {
              pulls.push(controller.desiredSize ?? Number.NaN);
              if (pulls.length <= 4) controller.enqueue(pulls.length);
              else controller.close();
            },
          },
          { highWaterMark },
        );
      }
    }
    for (const highWaterMark of [0, 1, 3]) {
      const pulls: number[] = [];
      const aheadAtWrite: number[] = [];
      const stream = new Service().stream(highWaterMark, pulls);
      const sink = new WritableStream<number>({
        async write(value) {
          // A turn later, because within one the engine's pipe and ours may pull and write in another order.
          await new Promise((resolve) => setImmediate(resolve));
          aheadAtWrite.push(pulls.length - value);
        },
      });
      const piping = stream.pipeTo(sink);
      observer.note('locked', stream.locked, piping instanceof Promise);
      await observer.settled('piped', piping);
      observer.note('locked', stream.locked);
      observer.note('pulls', highWaterMark, pulls, aheadAtWrite);
    }
  }),

  twin('pipeTo a sink that is never ready: nothing is read ahead', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer);
      }
    }
    const stuck = new WritableStream<number>(
      { write: (value) => new Promise(() => observer.note('write', value)) },
      { highWaterMark: 2 },
    );
    void new Service().stream().pipeTo(stuck);
    for (let turn = 0; turn < 5; turn++) await observer.idle();
  }),

  twin('pipeTo with errors on either side, and with options', async (observer, traced) => {
    class Service {
      @traced stream(options: LoggedStreamOptions = {}): ReadableStream<number> {
        return loggedStream(observer, options);
      }
    }
    const service = new Service();
    await observer.settled('source fails', service.stream({ failAt: 1 }).pipeTo(slowSink(observer)));
    await observer.settled('sink fails', service.stream().pipeTo(slowSink(observer, 1)));
    const options = { preventClose: true, preventAbort: true, preventCancel: true };
    await observer.settled('kept open', service.stream({ chunks: 1 }).pipeTo(slowSink(observer), options));
    await observer.settled('no abort', service.stream({ failAt: 1 }).pipeTo(slowSink(observer), options));
    const kept = service.stream();
    await observer.settled('no cancel', kept.pipeTo(slowSink(observer, 0), options));
    observer.note('locked', kept.locked);
    await observer.settled('goes on', kept.getReader().read());
  }),

  twin('pipeTo with an AbortSignal: who is told of it', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer);
      }
    }
    const service = new Service();
    const reason = new Error('enough');
    const controller = new AbortController();
    const told = { sink: [] as unknown[], source: [] as unknown[] };
    const source = new (class {
      @traced stream(): ReadableStream<number> {
        return new ReadableStream<number>({
          pull: (pulling) => pulling.enqueue(1),
          cancel: (why) => void told.source.push(why),
        });
      }
    })().stream();
    const sink = new WritableStream<number>({
      write: () => new Promise((resolve) => setImmediate(resolve)),
      abort: (why) => void told.sink.push(why),
    });
    const piping = source.pipeTo(sink, { signal: controller.signal });
    await observer.idle();
    controller.abort(reason);
    observer.note('same', (await piping.catch((error: unknown) => error)) === reason);
    observer.note('told', told.sink, told.source, source.locked);
    const aborted = service.stream();
    await observer.settled('aborted before', aborted.pipeTo(slowSink(observer), { signal: AbortSignal.abort(reason) }));
    observer.note('locked', aborted.locked);
  }),

  twin('pipeTo that is aborted and goes on elsewhere: the same chunks arrive', async (observer, traced) => {
    class Service {
      @traced stream(pause: number): ReadableStream<number> {
        let next = 0;
        return new ReadableStream<number>(
          {
            async pull(controller) {
              await turns(pause);
              if (next === 12) controller.close();
              else controller.enqueue(next++);
            },
          },
          { highWaterMark: 0 },
        );
      }
    }
    const take = async (stream: ReadableStream<number>, writing: number, abortAfter: number): Promise<number[]> => {
      const seen: number[] = [];
      const sink = new WritableStream<number>({ write: (value) => turns(writing).then(() => void seen.push(value)) });
      const controller = new AbortController();
      const options = { signal: controller.signal, preventCancel: true, preventAbort: true };
      const piping = stream.pipeTo(sink, options).catch(() => undefined);
      await turns(abortAfter);
      controller.abort();
      await piping;
      for await (const value of stream) seen.push(value);
      return seen;
    };
    for (const [pulling, writing] of [
      [1, 0],
      [0, 1],
      [0, 2],
      [1, 1],
    ] as const) {
      for (const abortAfter of [1, 2, 3, 4, 5]) {
        observer.note('all', pulling, writing, await take(new Service().stream(pulling), writing, abortAfter));
      }
    }
  }),

  twin('pipeTo with wrong arguments, and when locked', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer);
      }
    }
    const stream = new Service().stream();
    await observer.settled('nothing', stream.pipeTo(undefined as never).catch(nameOf));
    await observer.settled('signal', stream.pipeTo(slowSink(observer), { signal: 5 as never }).catch(nameOf));
    const busy = slowSink(observer);
    busy.getWriter();
    await observer.settled('locked sink', stream.pipeTo(busy).catch(nameOf));
    observer.note('locked', stream.locked);
    stream.getReader();
    await observer.settled('locked', stream.pipeTo(slowSink(observer)).catch(nameOf));
  }),

  twin('pipeThrough: values, errors, several in a row', async (observer, traced) => {
    class Service {
      @traced stream(options: LoggedStreamOptions = {}): ReadableStream<number> {
        return loggedStream(observer, { chunks: 2, ...options });
      }
    }
    const service = new Service();
    const transform = doubling(observer);
    const source = service.stream();
    const piped = source.pipeThrough(transform);
    observer.note('piped', piped === transform.readable, source.locked, transform.writable.locked);
    for await (const value of piped) observer.note('got', value);
    for await (const value of service.stream().pipeThrough(doubling(observer)).pipeThrough(doubling(observer))) {
      observer.note('got', value);
    }
    await observer.settled(
      'source fails',
      (async () => {
        for await (const value of service.stream({ failAt: 1 }).pipeThrough(doubling(observer))) {
          observer.note('got', value);
        }
      })(),
    );
    for await (const value of service.stream({ chunks: 9 }).pipeThrough(doubling(observer))) {
      observer.note('got', value);
      break;
    }
    await observer.idle();
    void service.stream({ failAt: 0 }).pipeThrough(doubling(observer));
    await observer.idle();
  }),

  twin('pipeThrough with wrong arguments, and when locked', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer);
      }
    }
    const service = new Service();
    const attempt = (label: string, call: () => unknown): unknown =>
      observer.call(label, () => {
        try {
          return typeof call();
        } catch (error) {
          return nameOf(error);
        }
      });
    attempt('nothing', () => service.stream().pipeThrough(undefined as never));
    attempt('no writable', () => service.stream().pipeThrough({ readable: new ReadableStream() } as never));
    attempt('no readable', () => service.stream().pipeThrough({ writable: new WritableStream() } as never));
    const busy = doubling(observer);
    busy.writable.getWriter();
    const kept = service.stream();
    attempt('locked writable', () => kept.pipeThrough(busy));
    observer.note('locked', kept.locked);
    attempt('signal', () => service.stream().pipeThrough(doubling(observer), { signal: 5 as never }));
    const locked = service.stream();
    locked.getReader();
    attempt('locked', () => locked.pipeThrough(doubling(observer)));
    await observer.idle();
  }),

  twin('conversion to the streams of Node and to a response', async (observer, traced) => {
    class Service {
      @traced bytes(): ReadableStream<Uint8Array> {
        let pulls = 0;
        return new ReadableStream<Uint8Array>({
          pull(controller) {
            if (pulls === 3) controller.close();
            else controller.enqueue(new Uint8Array([pulls++]));
          },
        });
      }
      @traced node(): Readable {
        return Readable.from(['a', 'b']);
      }
    }
    const service = new Service();
    observer.note('node', [...(await buffer(Readable.fromWeb(service.bytes() as never)))]);
    observer.note('response', (await new Response(service.bytes()).arrayBuffer()).byteLength);
    const decoded = service.bytes().pipeThrough(new TextDecoderStream());
    let length = 0;
    for await (const text of decoded) length += text.length;
    observer.note('decoded', length);
    const node = service.node();
    observer.note('own', Object.hasOwn(node, Symbol.asyncIterator), node instanceof Readable);
    observer.note('text', (await buffer(node)).toString());
  }),
];
