import { getCurrentRunTree, keep, traceable } from 'tracenest';
import type { Stage } from './stage.js';

/** Where code finds itself: the label, and the run it belongs to. */
function place(stage: Stage): string {
  return `${getCurrentRunTree()?.name.replace(/^.*\./, '') ?? 'none'} in ${stage.here()}`;
}

/** Traced generators that note where their bodies find themselves. */
export class TracedBodies {
  readonly stage: Stage;
  readonly log: string[] = [];

  constructor(stage: Stage) {
    this.stage = stage;
  }

  note(what = ''): string {
    const text = `${what}${what === '' ? '' : ': '}${place(this.stage)}`;
    this.log.push(text);
    return text;
  }

  @traceable
  *count(): Generator<string, string, unknown> {
    try {
      yield this.note();
      yield this.note();
      return this.note();
    } finally {
      this.note('finally');
    }
  }

  @traceable
  async *countLater(suspend: () => unknown = () => keep(undefined)): AsyncGenerator<string, string, unknown> {
    try {
      await suspend();
      yield this.note();
      await suspend();
      yield this.note();
      return this.note();
    } finally {
      this.note('finally');
    }
  }

  @traceable
  *listen(): Generator<string, void, unknown> {
    let heard: unknown = 'nothing';
    for (;;) {
      try {
        heard = yield `${String(heard)}, ${place(this.stage)}`;
      } catch (error) {
        heard = `caught ${(error as Error).message}`;
      }
    }
  }

  @traceable
  async *outer(): AsyncGenerator<string, string, unknown> {
    yield this.note('outer');
    const returned = yield* this.countLater();
    return this.note(`inner returned ${returned}; outer`);
  }

  @traceable
  *outerSync(): Generator<string, string, unknown> {
    yield this.note('outer');
    const returned = yield* this.count();
    return this.note(`inner returned ${returned}; outer`);
  }
}
