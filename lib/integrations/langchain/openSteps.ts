import type { EndStatus } from '../../run/run.js';
import { Droppable, endWhenDropped, noLongerDropped } from '../../trace/abandonment.js';
import { onAbort } from '../../trace/abort.js';

/** A step that nobody may ever end: where its consumer stops, and where a stream is aborted between two chunks, LangChain tells nobody. */
class OpenStep extends Droppable {
  readonly #end: (status: EndStatus) => void;

  constructor(end: (status: EndStatus) => void) {
    super();
    this.#end = end;
  }

  /** Stops waiting for the signal of the call. */
  forgetSignal = (): void => undefined;

  override stopped(status: EndStatus): void {
    this.#end(status);
  }
}

/** Those of all bridges. */
const everywhere = new Set<OpenStep>();

interface Process {
  prependListener?(event: 'beforeExit', listener: () => void): void;
}

let isListening = false;

/**
 * Where the event loop has nothing left to do, what is open will never end. First in line, so that exporters, which bring
 * away then what they have, have it.
 */
function listen(): void {
  if (isListening) return;
  isListening = true;
  (globalThis as { process?: Process }).process?.prependListener?.('beforeExit', () => {
    for (const step of everywhere) step.stopped('abandoned');
  });
}

/** The steps of one bridge that are going on, each ended when their call is aborted, or when nobody else can end it any more. */
export class OpenSteps {
  readonly #steps = new Map<string, OpenStep>();
  readonly #end: (id: string, status: EndStatus) => void;
  readonly #signal: AbortSignal | undefined;

  constructor(end: (id: string, status: EndStatus) => void, signal: AbortSignal | undefined) {
    this.#end = end;
    this.#signal = signal;
  }

  /** @param held what nothing outlives that could tell of the end. */
  add(id: string, held: object | undefined): void {
    const step = new OpenStep((status) => {
      this.#end(id, status);
    });
    this.#steps.set(id, step);
    everywhere.add(step);
    listen();
    if (held !== undefined) endWhenDropped(held, step);
    if (this.#signal?.aborted === false) step.forgetSignal = onAbort(this.#signal, () => step.stopped('cancelled'));
  }

  delete(id: string): void {
    const step = this.#steps.get(id);
    if (step === undefined) return;
    this.#steps.delete(id);
    everywhere.delete(step);
    noLongerDropped(step);
    step.forgetSignal();
  }
}
