import { traceable, tracingContext } from 'tracenest';
import { Zone } from '../../lib/zone/zone.js';
import { Stage } from './stage.js';

/** A state of the stack in which a case can begin. */
export interface StartingState {
  readonly name: string;
  begin(play: (stage: Stage) => unknown): Promise<void>;
}

class Opener {
  @traceable
  async openBlock(play: (stage: Stage) => unknown): Promise<void> {
    using _ = tracingContext({ tags: ['opened'] });
    await play(new Stage(Zone.current, Zone.root));
  }

  @traceable
  async call(play: (stage: Stage) => unknown): Promise<void> {
    await play(new Stage(Zone.current, Zone.root));
  }
}

/** Each case must hold wherever a program may stand when it comes to it; rules tend to hold only on an empty stack. */
export const startingStates: readonly StartingState[] = [
  {
    name: 'outside any run',
    async begin(play) {
      await play(new Stage(Zone.current, Zone.root));
    },
  },
  {
    name: 'in a traced run',
    begin: (play) => new Opener().call(play),
  },
  {
    name: 'in a zone that was forked and entered',
    async begin(play) {
      // Entered before the first await, it would leak into whoever called.
      await undefined;
      const entered = Zone.current.fork({ settings: { tags: ['entered'] } });
      const previous = Zone.enter(entered);
      try {
        await play(new Stage(entered, entered));
      } finally {
        Zone.leave(previous);
      }
    },
  },
  {
    name: 'in a tracingContext callback',
    async begin(play) {
      await tracingContext({ tags: ['scoped'] }, () => play(new Stage(Zone.current, Zone.root)));
    },
  },
  {
    name: 'in a tracingContext block of a traced method',
    begin: (play) => new Opener().openBlock(play),
  },
];
