import type { Stage } from './stage.js';

/** One thing that a context stack has to get right, with its number in the conformance list. */
export interface ContractCase {
  readonly number: number;
  readonly title: string;
  /** On which carriers the title holds; where not on the bare stack, what happens there instead. Both are asserted. */
  readonly guarantee: 'everywhere' | { readonly bareStack: string };
  run(stage: Stage): unknown;
}
