// The least a tracer can do, by hand: one `AsyncLocalStorage.run` with a fresh store, two clock reads, a pooled random
// id, one object pushed to a bounded buffer. No names of arguments, no snapshot, no hooks, no options.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';
import { wrapSubjects } from '../subjects.mjs';

const storage = new AsyncLocalStorage();

const held = Number(process.env.BENCH_FLOOR_HELD ?? 1000);
const finished = [];
const pool = Buffer.allocUnsafe(8192);
let poolOffset = pool.length;

function nextId() {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  return pool.hexSlice(poolOffset, (poolOffset += 16));
}

function open(name, inputs) {
  return {
    id: nextId(),
    parentId: storage.getStore()?.id,
    name,
    start: performance.now(),
    end: 0,
    inputs,
    outputs: undefined,
    error: undefined,
  };
}

function close(run, outputs, error) {
  run.outputs = outputs;
  run.error = error;
  run.end = performance.now();
  if (finished.push(run) >= held) finished.length = 0;
}

function traceSync(body, name) {
  return (input) => {
    const run = open(name, input);
    try {
      const value = storage.run(run, body, input);
      close(run, value, undefined);
      return value;
    } catch (error) {
      close(run, undefined, error);
      throw error;
    }
  };
}

function traceAsync(body, name) {
  return (input) => {
    const run = open(name, input);
    return storage.run(run, body, input).then(
      (value) => {
        close(run, value, undefined);
        return value;
      },
      (error) => {
        close(run, undefined, error);
        throw error;
      },
    );
  };
}

/** `settle` looks at one result of the inner generator: at once, or when its promise settles. */
function traceGenerator(body, name, settle) {
  return (input) => {
    const run = open(name, input);
    const inner = body(input);
    const succeeded = (result) => {
      if (result.done) close(run, result.value, undefined);
      return result;
    };
    const failed = (error) => {
      close(run, undefined, error);
      throw error;
    };
    const step = (advance, value) => settle(run, advance, value, succeeded, failed);
    const next = (value) => inner.next(value);
    return {
      next: (value) => step(next, value),
      return: (value) => step((returned) => inner.return(returned), value),
      throw: (error) => step((thrown) => inner.throw(thrown), error),
      [Symbol.iterator]() {
        return this;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
}

function settleNow(run, advance, value, succeeded, failed) {
  let result;
  try {
    result = storage.run(run, advance, value);
  } catch (error) {
    return failed(error);
  }
  return succeeded(result);
}

function settleLater(run, advance, value, succeeded, failed) {
  return storage.run(run, advance, value).then(succeeded, failed);
}

const tracers = {
  sync: traceSync,
  async: traceAsync,
  generator: (body, name) => traceGenerator(body, name, settleNow),
  asyncGenerator: (body, name) => traceGenerator(body, name, settleLater),
};

export const subjects = wrapSubjects((body, kind, name) => tracers[kind](body, name));
