import { mergeMetadata, mergeTags } from '../run/inherit.js';
import { marksOf } from '../run/runnableConfig.js';
import type { RunTree } from '../run/runTree.js';
import { usableRunId } from '../run/usableRunId.js';
import { runHook } from './hook.js';
import { resolveParent } from './parentSource.js';
import { CallOptions } from './callOptions.js';
import type { CallExtra } from './withExtra.js';

/** A call's overrides, and the signal that aborts it. */
export interface ExtraWithSignal extends CallExtra {
  readonly signal?: AbortSignal | undefined;
}

/** A call's overrides, worked into its options. */
export interface ResolvedExtra {
  readonly options: CallOptions;
  /** `null` for a new trace, `undefined` for the run around the call. */
  readonly parent: RunTree | null | undefined;
}

export function resolveExtra(extra: ExtraWithSignal, options: CallOptions): ResolvedExtra {
  const config = extra.config === undefined ? undefined : marksOf(extra.config);
  const name = extra.name ?? config?.runName ?? options.name;
  const merged = {
    ...options,
    tags: mergeTags(mergeTags(options.tags, config?.tags), extra.tags),
    metadata: mergeMetadata(mergeMetadata(options.metadata, config?.metadata), extra.metadata),
    projectName: extra.projectName ?? options.projectName,
    onEnd(run: RunTree): void {
      runHook(options.owner, 'onEnd', name, () => options.onEnd?.(run));
      runHook(extra.onEnd ?? extra, 'onEnd', name, () => extra.onEnd?.(run));
    },
  };
  return {
    parent: resolveParent(extra.parent === undefined ? extra.config : extra.parent),
    options: new CallOptions(
      merged,
      name,
      options.owner,
      usableRunId(extra.runId ?? config?.runId, name),
      extra.signal ?? extra.config?.signal,
    ),
  };
}
