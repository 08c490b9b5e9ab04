import { inputsByName, type ArgumentNames } from '../capture/inputs.js';
import { isPlainObject } from '../capture/plainObject.js';
import { snapshot } from '../capture/snapshot.js';
import type { GivenAttachment } from '../run/attachment.js';
import type { RunTree } from '../run/runTree.js';
import type { CallOptions } from './callOptions.js';
import { hookFailed, requireNoPromise, runHook } from './hook.js';

/** What the hooks of a call made of its arguments, taken before the run starts. */
export interface ProcessedArguments {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attachments: Readonly<Record<string, GivenAttachment>>;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

const withheld = (hook: string): Record<string, unknown> => ({ withheld: `[withheld: ${hook} failed]` });

/** Asks the hooks that look at arguments. Where one fails, what it was to process is withheld: it may be a secret. */
export function processArguments(
  args: readonly unknown[],
  names: ArgumentNames,
  options: CallOptions,
): ProcessedArguments {
  const { attachments, remaining } = extracted(args, options);
  return {
    inputs: remaining === undefined ? withheld('extractAttachments') : processedInputs(remaining, names, options),
    attachments,
    metadata: invocationParams(args, options),
  };
}

function invocationParams(args: readonly unknown[], options: CallOptions): ProcessedArguments['metadata'] {
  const { getInvocationParams } = options;
  if (getInvocationParams === undefined) return undefined;
  const parameters = runHook(options.owner, 'getInvocationParams', options.name, () => {
    const given: unknown = getInvocationParams(...args);
    requireNoPromise('getInvocationParams', given);
    const copy = snapshot(given);
    if (copy !== undefined && !isPlainObject(copy)) throw new TypeError('getInvocationParams returned no object.');
    return copy;
  });
  return parameters === hookFailed ? undefined : parameters;
}

function extracted(
  args: readonly unknown[],
  options: CallOptions,
): { attachments: ProcessedArguments['attachments']; remaining: readonly unknown[] | undefined } {
  const { extractAttachments } = options;
  if (extractAttachments === undefined) return { attachments: {}, remaining: args };
  const result = runHook(options.owner, 'extractAttachments', options.name, () => {
    const given = extractAttachments(...args);
    requireNoPromise('extractAttachments', given);
    const [attachments, remaining] = given;
    return { attachments: { ...attachments }, remaining: [...remaining] };
  });
  return result === hookFailed ? { attachments: {}, remaining: undefined } : result;
}

function processedInputs(
  args: readonly unknown[],
  names: ArgumentNames,
  options: CallOptions,
): Readonly<Record<string, unknown>> {
  const { processInputs } = options;
  const byName = inputsByName(args, names);
  if (processInputs === undefined) return snapshot(byName) as Record<string, unknown>;
  const inputs = runHook(options.owner, 'processInputs', options.name, () => {
    const given: unknown = processInputs(byName);
    requireNoPromise('processInputs', given);
    return snapshot(given);
  });
  if (inputs === hookFailed) return withheld('processInputs');
  return isPlainObject(inputs) ? inputs : { input: inputs };
}

/** Puts processed arguments into a run that is about to start. */
export function addProcessed(run: RunTree, { inputs, attachments, metadata }: ProcessedArguments): void {
  run.setInputs(inputs);
  if (metadata !== undefined) run.addMetadata(metadata);
  for (const [name, attachment] of Object.entries(attachments)) run.attach(name, attachment);
}
