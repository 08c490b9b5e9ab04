import { GeneratorPin } from '../zone/generatorPin.js';
import type { Zone } from '../zone/zone.js';
import { endWhenDropped, noLongerDropped } from './abandonment.js';
import { ChunkLog } from './chunkLog.js';
import { classify, type ResultKind } from './classify.js';
import { endWithValue, Outcome } from './outcome.js';
import type { CallOptions } from './traced.js';
import type { RunTree } from '../run/runTree.js';
import { isAsyncGenerator, watchIterable } from './watchIterable.js';
import { watchIterator } from './watchIterator.js';
import { watchAwaitable, watchNewPromise } from './watchPromise.js';
import { watchStream } from './watchStream.js';

/** One traced call whose function has returned: its run, and the frame that the rest of its work belongs to. */
export interface ReturnedCall {
  readonly run: RunTree;
  readonly options: CallOptions;
  readonly frame: Zone;
}

/** Ends the run with the value, or lets the value end it. The value itself is never replaced. */
export function settleResult(call: ReturnedCall, value: unknown): void {
  if (typeof value !== 'object' || value === null) return endWithValue(call.run, call.options, value);
  const kind = classify(value);
  if (kind === 'value') endWithValue(call.run, call.options, value);
  else if (kind === 'awaitable') settleForeignAwaitable(call, value as PromiseLike<unknown>);
  else settleStream(call, value, kind);
}

/** The promise of a native async function. */
export function settleNewPromise(call: ReturnedCall, promise: Promise<unknown>): void {
  const outcome = new Outcome(call.run, call.options);
  watchNewPromise(
    promise,
    {
      fulfilled: (value) => settleResult(call, value),
      rejected: (error) => outcome.threw(error),
    },
    call.frame,
  );
}

function settleForeignAwaitable(call: ReturnedCall, awaitable: PromiseLike<unknown>): void {
  const outcome = new Outcome(call.run, call.options);
  const watched = watchAwaitable(awaitable, {
    fulfilled(value) {
      noLongerDropped(outcome);
      // A thenable may fulfil with itself or with another: that is a value then, like whatever an await would give.
      if (call.run.endTime === undefined) settleResult(call, value);
    },
    rejected(error) {
      noLongerDropped(outcome);
      outcome.threw(error);
    },
  });
  if (watched) endWhenDropped(awaitable, outcome);
  else outcome.returned('[not watched: the returned promise is frozen]');
}

/** Generators, iterators, iterables and web streams: the run ends when they do. */
function settleStream(call: ReturnedCall, value: object, kind: Exclude<ResultKind, 'value' | 'awaitable'>): void {
  const outcome = new Outcome(call.run, call.options);
  const pin = (call.frame.pin as GeneratorPin | undefined) ?? new GeneratorPin(call.frame);
  try {
    const log = new ChunkLog(outcome);
    watchStreaming(value, kind, pin, log);
    endWhenDropped(value, log);
  } catch {
    outcome.returned('[not watched: the returned iterator is frozen]');
  }
}

/** Keeps a lazy value in the frame in which it was made; with a sink, records it. */
export function watchStreaming(
  value: object,
  kind: Exclude<ResultKind, 'value' | 'awaitable'>,
  pin: GeneratorPin,
  sink: ChunkLog | undefined,
): void {
  if (kind === 'stream') {
    if (sink !== undefined) watchStream(value as ReadableStream, pin, sink);
  } else if (kind === 'iterator') watchIterator(value, { pin, sink, isAsyncGenerator: isAsyncGenerator(value) });
  else watchIterable(value, kind === 'iterable' ? Symbol.iterator : Symbol.asyncIterator, pin, sink);
}
