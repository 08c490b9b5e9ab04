import { mergeMetadata, mergeTags } from '../run/inherit.js';
import type { TraceableOptions } from '../trace/traceableOptions.js';

/** Options of two levels: tags and metadata add up, of everything else the nearer one counts. */
export function mergeOptions(outer: TraceableOptions | undefined, inner: TraceableOptions): TraceableOptions {
  if (outer === undefined) return inner;
  const given = Object.fromEntries(Object.entries(inner).filter(([, value]) => value !== undefined));
  return {
    ...outer,
    ...given,
    tags: mergeTags(outer.tags, inner.tags),
    metadata: mergeMetadata(outer.metadata, inner.metadata),
  };
}
