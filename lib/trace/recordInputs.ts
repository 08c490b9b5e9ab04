import { inputsByName, type ArgumentNames } from '../capture/inputs.js';
import { snapshot } from '../capture/snapshot.js';
import type { RunAttachment } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import type { CallOptions } from './callOptions.js';
import { hookFailed, runHook } from './hook.js';

/** What the hooks of a call made of its arguments, taken before the run starts. */
export interface ProcessedArguments {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attachments: Readonly<Record<string, RunAttachment>>;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

const withheld = (hook: string): Record<string, unknown> => ({ withheld: `[withheld: ${hook} failed]` });

/** Asks the hooks that look at arguments. Where one fails, what it was to process is withheld: it may be a secret. */
export function processArguments(
  args: readonly unknown[],
  names: ArgumentNames,
  options: CallOptions,
): ProcessedArguments {
  const { getInvocationParams } = options;
  const parameters =
    getInvocationParams && runHook(options, 'getInvocationParams', options.name, () => getInvocationParams(...args));
  const { attachments, remaining } = extracted(args, options);
  return {
    inputs: remaining === undefined ? withheld('extractAttachments') : processedInputs(remaining, names, options),
    attachments,
    metadata: parameters === hookFailed ? undefined : parameters,
  };
}

function extracted(
  args: readonly unknown[],
  { extractAttachments, name, ...options }: CallOptions,
): { attachments: ProcessedArguments['attachments']; remaining: readonly unknown[] | undefined } {
  if (extractAttachments === undefined) return { attachments: {}, remaining: args };
  const result = runHook(options, 'extractAttachments', name, () => {
    const [attachments, remaining] = extractAttachments(...args);
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
  const inputs = runHook(options, 'processInputs', options.name, () => snapshot(processInputs(byName)));
  if (inputs === hookFailed) return withheld('processInputs');
  return typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)
    ? (inputs as Record<string, unknown>)
    : { input: inputs };
}

/** Puts processed arguments into a run that is about to start. */
export function addProcessed(
  run: RunTree,
  { inputs, attachments, metadata }: ProcessedArguments,
  options: CallOptions,
): void {
  run.setInputs(inputs);
  if (metadata !== undefined) run.addMetadata(metadata);
  for (const [name, attachment] of Object.entries(attachments)) {
    runHook(options, 'extractAttachments', options.name, () => run.attach(name, attachment));
  }
}
