import { redactionOptionsOf, type RedactionOptions } from '../capture/redaction/redactionOptions.js';
import { Redactor } from '../capture/redaction/redactor.js';
import { RedactedRun } from './redactedRun.js';
import type { Run } from './run.js';

/** Shows runs redacted: the same run always as the same object, so that exporters know it again at its end. */
export class RunRedaction {
  readonly #redactor: Redactor;
  readonly #shown = new WeakMap<Run, RedactedRun>();

  private constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** `undefined` where the options ask for nothing. @throws TypeError on options that mean nothing. */
  static of(owner: string, options: RedactionOptions): RunRedaction | undefined {
    const redactor = new Redactor(owner, redactionOptionsOf(options));
    return redactor.isIdle ? undefined : new RunRedaction(redactor);
  }

  run(run: Run): Run {
    let shown = this.#shown.get(run);
    if (shown === undefined) this.#shown.set(run, (shown = new RedactedRun(run, this.#redactor)));
    return shown;
  }

  /** What is said about a run, as a part of none. */
  feedback<Said>(said: Said, isRight: (value: unknown) => boolean, withheld: (mark: string) => Said): Said {
    return this.#redactor.part('feedback', said, isRight, withheld);
  }

  /** A text that is no part of a run. */
  text(text: string): string {
    return this.#redactor.text(text);
  }
}
