import { EventEmitter } from 'node:events';
import {
  bind,
  bindEmitter,
  getCurrentRunTree,
  keep,
  startRun,
  trace,
  traceable,
  tracingContext,
  withExtra,
  type MethodDecorator,
  type Run,
  type RunTree,
  type TraceableOptions,
} from 'tracenest';

type Status = 'success' | 'error' | 'cancelled';

interface Stepper {
  next(value?: unknown): unknown;
  return(value?: unknown): unknown;
  throw(error: unknown): unknown;
}

export const library = { bind, bindEmitter, EventEmitter, keep, startRun, trace, tracingContext, withExtra };

type Pause = 'microtask' | 'nextTick' | 'immediate' | 'timeout';

const pauses: readonly Pause[] = ['microtask', 'nextTick', 'immediate'];

/** A number from 0 to 1, excluded; the same row of them for the same seed. */
export type Dice = () => number;

/** The ids of one execution do not meet those of the next. */
export const idsPerExecution = 1_000_000;

/** How many pieces a stream gives. */
const streamPieces = 2;

/** Decorates every method of a class, as a compiler would. */
export function decorate(
  service: { readonly prototype: object },
  options: Readonly<Record<string, TraceableOptions>>,
): void {
  const prototype = service.prototype as Record<string, (...args: unknown[]) => unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = prototype[name];
    if (name === 'constructor' || method === undefined) continue;
    const context = { kind: 'method', name, static: false, private: false, addInitializer: () => undefined };
    const decorator: MethodDecorator = traceable(options[name] ?? {});
    const decorated = decorator(method, context as unknown as ClassMethodDecoratorContext);
    Object.defineProperty(prototype, name, { value: decorated, writable: true, configurable: true });
  }
}

/** What the text of a program calls `h`: it keeps what happened, and what is left to do when the programs have ended. */
export class ProgramRun {
  readonly piece = 'piece';
  /** The runs of the calls whose bodies have begun, as the bodies saw them. */
  readonly runs: (RunTree | undefined)[] = [];
  readonly calledIds = new Set<number>();
  readonly status = new Map<number, Status>();
  readonly unsureIds = new Set<number>();
  readonly bound: (() => void)[] = [];
  readonly emitters: EventEmitter[] = [];
  readonly misplaced: string[] = [];
  probes = 0;
  readonly #base: number;
  readonly #dice: Dice;
  readonly #stepped = new Set<number>();
  readonly #waiting: Promise<unknown>[] = [];
  readonly #elsewhere: object[] = [];

  constructor(base: number, dice: Dice) {
    this.#base = base;
    this.#dice = dice;
  }

  /** What the call is given, and so what its run has as input. */
  called(id: number): number {
    this.calledIds.add(id);
    return this.#base + id;
  }

  /** The call that a run is of. */
  idOf(run: Run): number {
    return Number(run.inputs['id']) - this.#base;
  }

  /** Whether a throw in the text throws in this execution. */
  get throws(): boolean {
    return this.#dice() < 0.5;
  }

  enter(id: number): void {
    this.runs[id] = getCurrentRunTree();
  }

  step(id: number): void {
    this.#stepped.add(id);
  }

  finished(id: number): void {
    this.status.set(id, 'success');
  }

  failed(id: number): void {
    this.status.set(id, 'error');
  }

  /** The body is left; without having finished or failed, by its consumer. */
  left(id: number): void {
    if (!this.status.has(id)) this.status.set(id, 'cancelled');
  }

  /** The consumer stops. A body that has not begun is told nothing. */
  stop(id: number, how: 'return' | 'throw'): void {
    if (!this.#stepped.has(id)) this.status.set(id, how === 'return' ? 'cancelled' : 'error');
  }

  /** Branches of a tee read ahead: how far the stream got when its consumer was left is the engine's business. */
  unsure(id: number): void {
    this.unsureIds.add(id);
  }

  /** The code that calls this belongs to the run of this call, or to none. */
  at(parent: number | undefined): void {
    this.probes += 1;
    const expected = parent === undefined ? undefined : this.runs[parent];
    const current = getCurrentRunTree();
    if (current !== expected && current?.id !== expected?.id) {
      const place = new Error('here').stack?.split('\n')[2] ?? '';
      this.misplaced.push(`the current run is ${current?.name}, not that of m${parent},${place}`);
    }
  }

  caught(_error: unknown): void {
    // Programs throw; that is no failure of theirs.
  }

  guarded(callback: () => void): () => void {
    return () => {
      try {
        callback();
      } catch (error) {
        this.caught(error);
      }
    };
  }

  pending(value: unknown): void {
    this.#waiting.push(Promise.resolve(value).catch((error: unknown) => this.caught(error)));
  }

  ignored(_value: unknown): void {
    // Dropped.
  }

  elsewhere(made: object): void {
    this.#elsewhere.push(made);
  }

  pause(until: Pause): Promise<void> {
    const other = pauses[Math.floor(this.#dice() * 2 * pauses.length)];
    return new Promise((resolve) => schedule(other ?? until, resolve));
  }

  schedule(via: string, callback: () => void): void {
    this.#waiting.push(
      new Promise<void>((resolve) => {
        schedule(via, () => {
          callback();
          resolve();
        });
      }),
    );
  }

  iterator(inner: Generator): IterableIterator<unknown> {
    return {
      next: (value) => inner.next(value),
      return: (value) => inner.return(value),
      throw: (error) => inner.throw(error),
      [Symbol.iterator]() {
        return this;
      },
    };
  }

  stream(id: number, steps: () => Promise<void>): ReadableStream<string> {
    let pulls = 0;
    this.step(id);
    return new ReadableStream<string>(
      {
        pull: async (controller) => {
          if (pulls === 0) await steps().catch((error: unknown) => this.#failedStream(id, error));
          if (pulls++ < streamPieces) return controller.enqueue(this.piece);
          this.finished(id);
          controller.close();
        },
        cancel: () => this.left(id),
      },
      { highWaterMark: 0 },
    );
  }

  #failedStream(id: number, error: unknown): never {
    this.failed(id);
    throw error;
  }

  /** Asks for one piece after the other, whatever gives them. */
  stepper(made: object): Stepper {
    if (made instanceof ReadableStream) {
      const reader = made.getReader();
      const cancel = (reason?: unknown): Promise<void> => reader.cancel(reason);
      return { next: () => reader.read(), return: cancel, throw: cancel };
    }
    const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = made as AsyncIterable<unknown> &
      Iterable<unknown>;
    return (async ?? sync).call(made) as Stepper;
  }

  /** Does what is left to do, in a run that none of it belongs to. */
  async settle(): Promise<void> {
    while (this.#waiting.length + this.bound.length + this.emitters.length + this.#elsewhere.length > 0) {
      await trace({ name: 'elsewhere' }, async () => {
        for (const callback of this.bound.splice(0)) callback();
        for (const emitter of this.emitters.splice(0)) emitter.emit('go');
        for (const made of this.#elsewhere.splice(0)) await consume(made).catch((error: unknown) => this.caught(error));
        await Promise.all(this.#waiting.splice(0));
      });
    }
  }
}

async function consume(made: object): Promise<void> {
  if (Symbol.asyncIterator in made) {
    for await (const piece of made as AsyncIterable<unknown>) void piece;
  } else for (const piece of made as Iterable<unknown>) void piece;
}

function schedule(via: string, callback: () => void): void {
  if (via === 'microtask') queueMicrotask(callback);
  else if (via === 'nextTick') process.nextTick(callback);
  else if (via === 'immediate') setImmediate(callback);
  else if (via === 'timeout') setTimeout(callback, 0);
  else void Promise.resolve().then(callback);
}

/** Keeps the runs of one program after the other. */
export class ProgramExporter {
  runs: Run[] = [];

  onStart(run: Run): void {
    this.runs.push(run);
  }

  onEnd(): void {
    // Their status is read when everything has ended.
  }
}
