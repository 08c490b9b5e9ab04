import { CheckedDescription } from '../../run/checkedDescription.js';
import { mergeTags } from '../../run/inherit.js';
import type { RunObserver } from '../../run/runObserver.js';
import type { RunDescription } from '../../run/runDescription.js';
import { RunTree } from '../../run/runTree.js';

/** What LangChain marks a step with for its own purposes, and does not hand down itself. */
const internalTag = /^(?:(?:seq|graph):step:|map:key:|branch:|condition:|langsmith:)/;

/** As many as are kept of a stream of our own. */
const maxTokens = 10_000;

/** A LangChain step as a run of ours. */
export class StepRun extends RunTree {
  private readonly ownTags: readonly string[];
  /** What it has said so far, while somebody looks at it; `undefined` before the first token. */
  private tokens: string[] | undefined | null = undefined;

  constructor(description: RunDescription, parent?: RunTree, observer?: RunObserver) {
    const { tags = [] } = description;
    const inherited = tags.filter((tag) => !internalTag.test(tag));
    super(new CheckedDescription({ ...description, tags: inherited }), parent, observer);
    this.ownTags = tags.filter((tag) => internalTag.test(tag));
  }

  /** Takes a token of a model: what the run records comes with its end. */
  takeToken(token: unknown): void {
    if (this.tokens === undefined) {
      // LangSmith computes the time to the first token from the first event of this name.
      this.addEvent('new_token');
      const tokens: string[] = [];
      this.tokens = this.announceStream(tokens) ? tokens : null;
    }
    if (this.tokens !== null && this.tokens.length < maxTokens && typeof token === 'string') this.tokens.push(token);
  }

  /** Those that mark the step alone come last; what is traced in it does not inherit them. */
  override get tags(): readonly string[] {
    return mergeTags(super.tags, this.ownTags) ?? [];
  }
}
