import { CheckedDescription } from '../../run/checkedDescription.js';
import { mergeTags } from '../../run/inherit.js';
import type { RunObserver } from '../../run/runObserver.js';
import type { RunDescription } from '../../run/runDescription.js';
import { RunTree } from '../../run/runTree.js';

/** What LangChain marks a step with for its own purposes, and does not hand down itself. */
const internalTag = /^(?:(?:seq|graph):step:|map:key:|branch:|condition:|langsmith:)/;

/** A LangChain step as a run of ours. */
export class StepRun extends RunTree {
  private readonly ownTags: readonly string[];

  constructor(description: RunDescription, parent?: RunTree, observer?: RunObserver) {
    const { tags = [] } = description;
    const inherited = tags.filter((tag) => !internalTag.test(tag));
    super(new CheckedDescription({ ...description, tags: inherited }), parent, observer);
    this.ownTags = tags.filter((tag) => internalTag.test(tag));
  }

  /** Those that mark the step alone come last; what is traced in it does not inherit them. */
  override get tags(): readonly string[] {
    return mergeTags(super.tags, this.ownTags) ?? [];
  }
}
