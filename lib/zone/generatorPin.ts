import { carrier, type FramePin, type Zone } from './zone.js';

/**
 * The frame of a generator: its body runs where the generator was created, whoever asks for the next value.
 *
 * That is what TC39's AsyncContext decided (https://github.com/tc39/proposal-async-context/issues/18); platforms run the
 * body in the frame of whoever called `next()`. Scopes that the body opens and holds across a `yield` move {@link frame},
 * so they are back at the next resumption, while the consumer never sees them.
 */
export class GeneratorPin implements FramePin {
  frame: Zone;
  /** Steps that were asked for and have not come to an end: the body is running, or waiting inside one. */
  #steps = 0;

  constructor(zone: Zone) {
    this.frame = zone.twin(this);
  }

  get isRunning(): boolean {
    return this.#steps > 0;
  }

  /** A step has given its result: the body is suspended at a `yield`, or at its end. */
  stepEnded(): void {
    this.#steps -= 1;
  }

  /**
   * Resumes the body: calls a method of the iterator in the generator's frame.
   *
   * Every resumption gets a frame of its own. That keeps the identical frame from being entered twice, and tells the body
   * apart from work that an earlier stretch of it left running in the background: only who stands on the newest frame can
   * move the pin, and only while a step is going on.
   *
   * Every call is to be followed by one of {@link stepEnded}, when the result is there.
   */
  resume<This, Args extends readonly unknown[], Result>(
    method: (this: This, ...args: Args) => Result,
    self: This,
    args: Args,
  ): Result {
    const frame = this.frame.twin(this);
    // A step that is queued behind another goes on in the frame in which the body stands then.
    if (this.#steps === 0) this.frame = frame;
    this.#steps += 1;
    return carrier.run(frame, method, self, args);
  }
}
