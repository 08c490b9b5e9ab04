import type { RunnableConfig } from '../run/runnableConfig.js';
import { onAbort } from '../trace/abort.js';
import { inStep } from '../trace/callingRun.js';
import { classify } from '../trace/classify.js';

type Steps = Iterator<unknown> | AsyncIterator<unknown>;
type Iterable = Partial<Record<typeof Symbol.iterator | typeof Symbol.asyncIterator, () => Steps>>;

/** How LangChain puts the reason of a signal. */
function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  // Not by `instanceof`: the platform's own reason is an error of its own realm.
  if (typeof reason === 'object' && reason !== null && 'message' in reason) return reason as Error;
  return new Error(typeof reason === 'string' ? reason : 'Aborted');
}

/** The promise's outcome, or as soon as the call is aborted a rejection: nobody waits for a body that goes on. */
export async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  let stopWaiting: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopWaiting = onAbort(signal, () => {
      reject(reasonOf(signal));
    });
  });
  // What the body still says after that is said to nobody.
  promise.catch(() => undefined);
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    stopWaiting?.();
  }
}

function stepsOf(value: Iterable): Steps {
  const iterate = value[Symbol.asyncIterator] ?? value[Symbol.iterator];
  return iterate === undefined ? (value as Steps) : iterate.call(value);
}

/**
 * What a method gave, piece by piece: the chunks of what streams, or the one value. Each piece is asked for in the step
 * that the config was made for.
 */
export async function* chunksOf(given: unknown, config: RunnableConfig): AsyncGenerator {
  const { signal } = config;
  const value = await unlessAborted(Promise.resolve(given), signal);
  if (!streams(value)) {
    yield value;
    return;
  }
  const steps = stepsOf(value as Iterable);
  let isDone = false;
  try {
    for (;;) {
      const step = await unlessAborted(Promise.resolve(inStep(config, () => steps.next())), signal);
      if (step.done === true) {
        isDone = true;
        return;
      }
      yield step.value;
    }
  } catch (error) {
    isDone = signal?.aborted !== true;
    throw error;
  } finally {
    if (!isDone) await inStep(config, () => leave(steps, signal));
  }
}

/** Stops a stream that is not at its end. After an abort nobody waits for that, either. */
async function leave(steps: Steps, signal: AbortSignal | undefined): Promise<void> {
  const left = Promise.resolve(steps.return?.());
  if (signal?.aborted === true) left.catch(() => undefined);
  else await left;
}

export function streams(value: unknown): boolean {
  const kind = classify(value);
  return kind !== 'value' && kind !== 'awaitable';
}
