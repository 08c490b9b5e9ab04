import type { AnonymizerRule } from './anonymizerRules.js';
import type { ScrubOptions } from './secretScrubber.js';

/** The parts of a run that are redacted, each for itself: one that fails withholds that part. And what is said about it. */
export type RedactedField =
  'name' | 'inputs' | 'outputs' | 'error' | 'tags' | 'metadata' | 'events' | 'attachments' | 'projectName' | 'feedback';

type Bag = Record<string, unknown>;

/** `true`: nothing of it is shown. A function gives what is shown instead; it is given a copy. */
export type Hide = boolean | ((values: Bag) => Bag);

/**
 * What is taken out of runs before they leave. In this order: what is hidden, the anonymizer, secrets; each once, over names,
 * inputs, outputs, errors with their stacks and causes, tags, metadata, events, and names and texts of attachments.
 *
 * A function that throws, or gives something else than it should, withholds that part of the run, which says so in its place.
 */
export interface RedactionOptions {
  /** Default `false`, or as `LANGSMITH_HIDE_INPUTS` says. */
  readonly hideInputs?: Hide | undefined;
  /** Default `false`, or as `LANGSMITH_HIDE_OUTPUTS` says. */
  readonly hideOutputs?: Hide | undefined;
  /** Default `false`, or as `LANGSMITH_HIDE_METADATA` says. */
  readonly hideMetadata?: Hide | undefined;
  /** Whether attachments are left out. Default: where inputs or outputs are hidden as a whole, which they were taken from. */
  readonly hideAttachments?: boolean | undefined;
  /**
   * Rules for texts; or a function, such as those of `createAnonymizer` in `langsmith/anonymizer`. It is given inputs,
   * outputs and metadata as they are, of other parts an object that holds them by their name, each a copy; and gives the
   * same with other texts.
   */
  readonly anonymizer?: readonly AnonymizerRule[] | ((values: Bag, field: RedactedField) => Bag) | undefined;
  /**
   * Whether secrets are looked for: keys of the usual providers, tokens, private keys, what is called a password, and the
   * values of environment variables that are. Default `false`, or as `TRACENEST_SCRUB_SECRETS` says.
   */
  readonly scrubSecrets?: boolean | ScrubOptions | undefined;
}

export const redactionOptionNames = [
  'hideInputs',
  'hideOutputs',
  'hideMetadata',
  'hideAttachments',
  'anonymizer',
  'scrubSecrets',
] as const;

/** The options of redaction among others. */
export function redactionOptionsOf(options: RedactionOptions): RedactionOptions {
  const { hideInputs, hideOutputs, hideMetadata, hideAttachments, anonymizer, scrubSecrets } = options;
  return { hideInputs, hideOutputs, hideMetadata, hideAttachments, anonymizer, scrubSecrets };
}
