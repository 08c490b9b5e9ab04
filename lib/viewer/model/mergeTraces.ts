import type { TraceSummary } from '../../wire/traceSummary.js';

/** The list with traces that have changed in place, and new ones where their start puts them, the newest first. */
export function mergeTraces(list: readonly TraceSummary[], changed: readonly TraceSummary[]): readonly TraceSummary[] {
  if (changed.length === 0) return list;
  const latest = new Map<string, TraceSummary>();
  for (const trace of changed) {
    const known = latest.get(trace.traceId);
    if (known === undefined || known.version <= trace.version) latest.set(trace.traceId, trace);
  }
  const kept = list.map((trace) => {
    const newer = latest.get(trace.traceId);
    latest.delete(trace.traceId);
    return newer === undefined || newer.version < trace.version ? trace : newer;
  });
  if (latest.size === 0) return kept;
  return [...latest.values(), ...kept].sort((a, b) => b.startTime - a.startTime);
}
