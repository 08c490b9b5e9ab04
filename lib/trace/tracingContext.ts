/// <reference lib="esnext.disposable" preserve="true" />
// For `Disposable` in the declarations: a project's own libraries need not name it (pack check).
import { similarOption } from '../options/similarOption.js';
import { headerNames, isHeadersObject, isRequest } from '../run/headers.js';
import { mergeMetadata, mergeTags } from '../run/inherit.js';
import { configKeyOf, isRunnableConfig, marksOf, type RunnableConfig } from '../run/runnableConfig.js';
import type { RunObserver } from '../run/runObserver.js';
import { RunTree } from '../run/runTree.js';
import { Scope } from '../zone/scope.js';
import { Zone, type ZoneChanges } from '../zone/zone.js';
import { isHeadersRecord, resolveParent, wrongParent, type ParentSource } from './parentSource.js';
import { openedHere } from './callingRun.js';
import { isEnabled } from './newRun.js';
import { requireOptions } from './optionChecks.js';
import { pinResult } from './pinResult.js';
import { allowOverrides } from './processSettings.js';

/** What a scope sets. What is absent stays as it is around the scope. */
export interface TracingContextOptions {
  /** The parent of what is traced in the scope; `null` starts a new trace. */
  readonly parent?: ParentSource | undefined;
  readonly projectName?: string | undefined;
  /** Added to those of the scopes around. */
  readonly tags?: readonly string[] | undefined;
  /** Laid over that of the scopes around. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** `false` silences the scope and everything below; `true` makes it heard again. */
  readonly enabled?: boolean | undefined;
  readonly exporter?: RunObserver | undefined;
}

const optionNames = ['parent', 'projectName', 'tags', 'metadata', 'enabled', 'exporter'] as const;
const knownHeaders: readonly string[] = Object.values(headerNames);

/** Options are told by their names. A record of texts is headers, unless a name in it looks like an option's. */
function optionsOf(source: ParentSource | TracingContextOptions | undefined): TracingContextOptions {
  if (typeof source !== 'object' || source === null || RunTree.isRun(source)) return { parent: source };
  if (isHeadersObject(source)) return { parent: source };
  const configKey = configKeyOf(source);
  // The options of a `fetch` have a signal, too.
  if (isRequest(source) && (configKey === undefined || configKey === 'signal')) throw wrongParent(source);
  if (isRunnableConfig(source)) return optionsOfConfig(source);
  const names = Object.keys(source);
  const isOptions = names.some((name) => (optionNames as readonly string[]).includes(name));
  if (!isOptions && isHeadersRecord(source)) {
    const isMeant = names.some((name) => knownHeaders.includes(name.toLowerCase()));
    if (isMeant || !names.some((name) => similarOption(name, optionNames) !== undefined)) return { parent: source };
  }
  requireOptions(
    'tracingContext (which takes a RunTree, headers, a dotted order, a RunnableConfig, null, or options)',
    source,
    optionNames,
  );
  return source;
}

/** A scope takes of a config what a call takes of it. An option in it would be lost among the keys that nobody reads. */
function optionsOfConfig(config: RunnableConfig): TracingContextOptions {
  const option = ['parent', 'projectName', 'enabled', 'exporter'].find((name) => name in config);
  if (option !== undefined) {
    throw new TypeError(
      `tracingContext got "${option}", which is an option, beside "${configKeyOf(config)}", which only a RunnableConfig has. ` +
        `Pass the one in the other: tracingContext({ parent: config, ${option} }).`,
    );
  }
  const { tags, metadata } = marksOf(config);
  return { parent: config, tags, metadata };
}

/** What a scope changes about the zone it is opened in. */
function changesOf(source: ParentSource | TracingContextOptions | undefined, zone: Zone): ZoneChanges {
  const { parent: parentSource, enabled, exporter, projectName, tags, metadata } = optionsOf(source);
  if (enabled === true) allowOverrides();
  const parent = resolveParent(parentSource);
  const { settings } = zone;
  // Where nothing is traced there is no current run, whatever parent was named.
  const activeRun = isEnabled(zone, { enabled }) ? parent : null;
  return {
    activeRun,
    settings: {
      ...(activeRun === undefined ? {} : openedHere()),
      // A parent that is exported somewhere takes its children with it, unless this very scope says otherwise.
      ...(parent?.isObserved === true ? { exporter: undefined, projectName: undefined } : {}),
      ...(enabled === undefined ? {} : { enabled }),
      ...(exporter === undefined ? {} : { exporter }),
      ...(projectName === undefined ? {} : { projectName }),
      ...(tags === undefined ? {} : { tags: mergeTags(settings.tags, tags) }),
      ...(metadata === undefined ? {} : { metadata: mergeMetadata(settings.metadata, metadata) }),
    },
  };
}

/**
 * Scopes what is traced: under which parent, in which project, with which tags and metadata, whether at all, and where to.
 *
 * As a block, `using _ = tracingContext(parent);`, until its end; as a callback, `tracingContext(parent, fn)`, for `fn` and
 * what it starts, returning what `fn` returns (synchronously; a generator that it returns stays in the scope).
 *
 * The block does not survive being opened before the first `await` of an async function that is not decorated: it stays
 * open in that function's caller, which is found out and reported. Use the callback there. Inside decorated generators a
 * block may stay open across a `yield`: it travels with the generator, not with its consumer.
 *
 * @param parent a run; headers (`langsmith-trace` and `baggage`, or W3C `traceparent`); a dotted order or `traceparent`; a
 *   LangChain config; `null` for a new trace; or {@link TracingContextOptions}. Malformed headers are reported and ignored.
 * @throws TypeError on anything else, and on unknown options.
 * @example
 * await tracingContext(request.headers, () => service.answer(question));
 */
export function tracingContext(parent: ParentSource | TracingContextOptions | undefined): Disposable;
export function tracingContext<Result>(
  parent: ParentSource | TracingContextOptions | undefined,
  callback: () => Result,
): Result;
export function tracingContext<Result>(
  parent: ParentSource | TracingContextOptions | undefined,
  callback?: () => Result,
): Disposable | Result {
  if (callback !== undefined && typeof callback !== 'function') {
    throw new TypeError(
      `tracingContext got ${String(callback)} as its callback. Pass a function, or nothing for a block.`,
    );
  }
  const zone = Zone.current;
  const changes = changesOf(parent, zone);
  if (callback === undefined) return Scope.open(changes, tracingContext, 'tracingContext');
  const scope = zone.fork(changes);
  return pinResult(scope.run(callback), scope);
}
