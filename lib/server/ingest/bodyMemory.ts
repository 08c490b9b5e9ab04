import type { Context, MiddlewareHandler } from 'hono';
import { RequestError } from '../requestError.js';
import { BytePool } from '../bytePool.js';

/** The memory of all bodies that a server is working on. */
export class BodyMemory {
  readonly pool: BytePool = new BytePool((size) => new ArrayBuffer(size));
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws RequestError beyond the limit: the request is told to come again, as others are about to be done. */
  hold(bytes: number): void {
    if (this.#held + bytes > this.#limit) {
      const message = `The server is at work on ${this.#held} bytes of requests, and takes no more than ${this.#limit} at once. Send it again.`;
      throw new RequestError(503, 'busy', message, { 'retry-after': '1' });
    }
    this.#held += bytes;
  }

  letGo(bytes: number): void {
    this.#held -= bytes;
  }
}

/** What of it one request holds, until it is answered. */
export class BodyLease {
  readonly #memory: BodyMemory;
  readonly #buffers: ArrayBuffer[] = [];
  #held = 0;

  constructor(memory: BodyMemory) {
    this.#memory = memory;
  }

  /** @throws RequestError where others hold too much. */
  hold(bytes: number): void {
    this.#memory.hold(bytes);
    this.#held += bytes;
  }

  letGo(bytes: number): void {
    this.#memory.letGo(bytes);
    this.#held -= bytes;
  }

  /** Bytes that are used again after the answer: whoever keeps some of them copies them. */
  buffer(size: number): Buffer {
    const buffer = this.#memory.pool.take(size);
    this.#buffers.push(buffer);
    return Buffer.from(buffer, 0, size);
  }

  end(): void {
    this.letGo(this.#held);
    for (const buffer of this.#buffers) this.#memory.pool.give(buffer);
  }
}

const leases = new WeakMap<Context, BodyLease>();

/** What a request may hold; without bounds where nobody has set any. */
export function leaseOf(context: Context): BodyLease {
  return leases.get(context) ?? new BodyLease(new BodyMemory(Infinity));
}

/** Bounds the memory of all bodies, by what is held at once: many large ones would otherwise take all that there is. */
export function boundedBodies(limit: number): MiddlewareHandler {
  const memory = new BodyMemory(limit);
  return async (context, next) => {
    if (context.req.method === 'GET') return next();
    const lease = new BodyLease(memory);
    leases.set(context, lease);
    try {
      await next();
    } finally {
      lease.end();
    }
  };
}
