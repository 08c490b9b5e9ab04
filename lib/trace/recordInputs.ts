import { CapturedInputs, inputsByName, type ArgumentNames } from '../capture/capturedInputs.js';
import { snapshot } from '../capture/snapshot.js';
import type { RunAttachment } from '../run/run.js';
import type { RunInit, RunTree } from '../run/runTree.js';
import { hookFailed, runHook } from './hook.js';
import type { CallOptions } from './traced.js';

/** What is recorded of the arguments of one call. */
export interface RecordedInputs {
  readonly inputs: RunInit['inputs'];
  readonly attachments?: Readonly<Record<string, RunAttachment>>;
}

const withheld = (hook: string): Record<string, unknown> => ({ withheld: `[withheld: ${hook} failed]` });

/** The inputs of a call, through the hooks of its options where there are any. */
export function recordInputs(args: readonly unknown[], names: ArgumentNames, options: CallOptions): RecordedInputs {
  const { extractAttachments, processInputs } = options;
  if (extractAttachments === undefined && processInputs === undefined)
    return { inputs: CapturedInputs.of(args, names) };
  let remaining = args;
  let attachments: Readonly<Record<string, RunAttachment>> | undefined;
  if (extractAttachments !== undefined) {
    const extracted = runHook(options, 'extractAttachments', options.name, () => {
      const [files, others] = extractAttachments.apply(options, [...args]);
      return { files: { ...files }, others: [...others] };
    });
    // Failing closed: the hook is there to keep bytes, or secrets, out of the inputs.
    if (extracted === hookFailed) return { inputs: withheld('extractAttachments') };
    attachments = extracted.files;
    remaining = extracted.others;
  }
  const inputs =
    processInputs === undefined ? CapturedInputs.of(remaining, names) : processed(remaining, names, options);
  return attachments === undefined ? { inputs } : { inputs, attachments };
}

function processed(args: readonly unknown[], names: ArgumentNames, options: CallOptions): RunInit['inputs'] {
  const inputs = runHook(options, 'processInputs', options.name, () =>
    snapshot(options.processInputs?.(inputsByName(args, names))),
  );
  if (inputs === hookFailed) return withheld('processInputs');
  return typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)
    ? (inputs as Record<string, unknown>)
    : { input: inputs };
}

/** Adds what two hooks find in the arguments to a run that is about to start. */
export function addFromArguments(
  run: RunTree,
  args: readonly unknown[],
  options: CallOptions,
  attachments: RecordedInputs['attachments'],
): void {
  for (const [name, attachment] of Object.entries(attachments ?? {})) {
    runHook(options, 'extractAttachments', options.name, () => run.attach(name, attachment));
  }
  const { getInvocationParams } = options;
  if (getInvocationParams === undefined) return;
  const parameters = runHook(options, 'getInvocationParams', options.name, () =>
    getInvocationParams.apply(options, [...args]),
  );
  if (parameters !== hookFailed && parameters !== undefined) run.addMetadata(parameters);
}
