import type { Observer } from '../helpers/observe.js';

export interface LoggedStreamOptions {
  readonly chunks?: number;
  readonly highWaterMark?: number;
  /** The pull that fails. */
  readonly failAt?: number;
}

/** A stream that tells of everything its consumer makes it do: the pulls are its back-pressure. */
export function loggedStream(observer: Observer, options: LoggedStreamOptions = {}): ReadableStream<number> {
  const { chunks = 4, highWaterMark = 0, failAt = -1 } = options;
  let pulls = 0;
  return new ReadableStream<number>(
    {
      start: () => observer.note('start'),
      pull(controller) {
        observer.note('pull', pulls, controller.desiredSize);
        if (pulls === failAt) throw new Error('pull failed');
        if (pulls < chunks) controller.enqueue(pulls);
        else controller.close();
        pulls += 1;
      },
      cancel: (reason) => observer.note('cancel', reason),
    },
    { highWaterMark },
  );
}

/** As `loggedStream`, of bytes. */
export function loggedBytes(observer: Observer, chunks = 3): ReadableStream<Uint8Array> {
  let pulls = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      observer.note('pull', pulls, controller.byobRequest !== null);
      const request = controller.byobRequest;
      if (pulls === chunks) {
        controller.close();
        request?.respond(0);
      } else if (request?.view) {
        new Uint8Array(request.view.buffer, request.view.byteOffset)[0] = pulls;
        request.respond(1);
      } else controller.enqueue(new Uint8Array([pulls]));
      pulls += 1;
    },
    cancel: (reason) => observer.note('cancel', reason),
  });
}
