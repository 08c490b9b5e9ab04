import { instanceNote } from '../capture/notes.js';
import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import type { Zone } from '../zone/zone.js';
import { stopOnAbort } from './abort.js';
import { Droppable, endWhenDropped, noLongerDropped } from './abandonment.js';
import type { CallOptions } from './callOptions.js';
import { ChunkLog } from './chunkLog.js';
import { classify, iterationOf, type LazyKind, type ResultKind } from './classify.js';
import { endEarly, endWithError, endWithValue } from './outcome.js';
import { hasStackRoom } from './stackRoom.js';
import { isNativePromise } from './nativePromise.js';
import type { Settled } from './settled.js';
import { watchAwaitable, watchAwaitedPromise, watchNewPromise } from './watchPromise.js';
import { takeAsValue, takeWatch } from './watchedObjects.js';
import { watchIterable } from './watchIterable.js';
import { watchStreaming } from './watchStreaming.js';

/**
 * Ends the run of a call with the value that its function returned, or lets the value end it. The value itself is never
 * replaced. `frame` is where the rest of the call's work belongs.
 */
export function settleResult(run: RunTree, options: CallOptions, frame: Zone, value: unknown, self: unknown): void {
  const kind = kindOf(frame, value, self);
  if (value === self && self !== undefined) endWithSelf(run, options, self);
  else if (kind === 'value') endWithValue(run, options, value);
  else if (kind === 'awaitable') settleAwaitable(run, options, frame, value as PromiseLike<unknown>, self);
  else settleStream(run, options, frame, value as object, kind);
}

/** An object is named as the output of its own method: a copy per call would make a builder's work quadratic. */
function endWithSelf(run: RunTree, options: CallOptions, self: unknown): void {
  const isNamed = options.processOutputs === undefined && typeof self === 'object' && self !== null;
  endWithValue(run, options, isNamed ? instanceNote(self) : self);
}

function kindOf(frame: Zone, value: unknown, self: unknown): ResultKind {
  if (typeof value !== 'object' || value === null) return 'value';
  const kind = classify(value);
  if (kind === 'value' || isNativePromise(value)) return kind;
  if (value !== self) return takeWatch(value, frame) ? kind : 'value';
  // `return this`, of fluent interfaces and of `async open()`: the object is no result to follow. Calls around this one
  // hand it on; they may well have made a query that is awaited through them, but not something to iterate.
  if (kind !== 'awaitable') takeAsValue(value);
  return 'value';
}

/** The promise of a native async function. */
export function settleNewPromise(
  run: RunTree,
  options: CallOptions,
  frame: Zone,
  promise: Promise<unknown>,
  self: unknown,
): void {
  const call = new PendingCall(run, options);
  const settled: Settled = {
    fulfilled(value) {
      noLongerDropped(call);
      settleResult(run, options, frame, value, self);
    },
    rejected(error) {
      noLongerDropped(call);
      endWithError(run, options, error);
    },
  };
  if (hasStackRoom(frame)) watchNewPromise(promise, settled, frame);
  // Where the stack is full already, Node cannot note that a rejection is handled, and would end the process for it.
  else queueMicrotask(() => watchAwaitedPromise(promise, settled));
  endWhenDropped(promise, call);
  stopOnAbort(run, options.signal, call);
}

/** A call whose promise is not settled yet. */
class PendingCall extends Droppable {
  private readonly run: RunTree;
  private readonly options: CallOptions;

  constructor(run: RunTree, options: CallOptions) {
    super();
    this.run = run;
    this.options = options;
  }

  override stopped(status: EndStatus): void {
    endEarly(this.run, this.options, status);
  }
}

/** A promise or thenable that the function got from elsewhere. */
function settleAwaitable(
  run: RunTree,
  options: CallOptions,
  frame: Zone,
  awaitable: PromiseLike<unknown>,
  self: unknown,
): void {
  const iteration = followIteration(run, options, frame, awaitable);
  const call = iteration?.log ?? new PendingCall(run, options);
  const watched = watchAwaitable(awaitable, {
    fulfilled(value) {
      if (iteration?.stopWaiting() === false) return;
      noLongerDropped(call);
      if (run.endTime === undefined) settleResult(run, options, frame, value, self);
    },
    rejected(error) {
      if (iteration?.stopWaiting() === false) return;
      noLongerDropped(call);
      endWithError(run, options, error);
    },
  });
  if (watched) {
    endWhenDropped(awaitable, call);
    stopOnAbort(run, options.signal, call);
  } else endWithValue(run, options, '[not watched: the returned promise is frozen]');
}

interface Iteration {
  readonly log: ChunkLog;
  /** It is awaited instead. `false` where an iteration has begun, which may await the object itself. */
  readonly stopWaiting: () => boolean;
}

/** A query that gives all its rows, or row by row, is followed as it is used. */
function followIteration(
  run: RunTree,
  options: CallOptions,
  frame: Zone,
  awaitable: PromiseLike<unknown>,
): Iteration | undefined {
  // A promise of the engine's may be shared by many calls, each of which waits for it.
  const kind = isNativePromise(awaitable) ? undefined : iterationOf(awaitable);
  if (kind === undefined) return undefined;
  const log = new ChunkLog(run, options);
  try {
    return { log, stopWaiting: watchIterable(awaitable, kind, frame, log) };
  } catch {
    return undefined; // Frozen.
  }
}

/** Generators, iterators, iterables and web streams: the run ends when they do. */
function settleStream(run: RunTree, options: CallOptions, frame: Zone, value: object, kind: LazyKind): void {
  const log = new ChunkLog(run, options);
  try {
    watchStreaming(value, kind, frame, log);
    endWhenDropped(value, log);
    stopOnAbort(run, options.signal, log);
  } catch {
    endWithValue(run, options, '[not watched: the returned iterator is frozen]');
  }
}
