import type { TraceSummary } from '../../wire/traceSummary.js';

/** The list with traces that have changed in place, and new ones where their start puts them, the newest first. */
export function mergeTraces(list: readonly TraceSummary[], changed: readonly TraceSummary[]): readonly TraceSummary[] {
  if (changed.length === 0) return list;
  const latest = latestOf(changed);
  const kept = withLatest(list, latest);
  for (const { traceId } of list) latest.delete(traceId);
  return latest.size === 0 ? kept : [...latest.values(), ...kept].sort((a, b) => b.startTime - a.startTime);
}

/** The list with traces that have changed in place, and without new ones. */
export function changedTraces(
  list: readonly TraceSummary[],
  changed: readonly TraceSummary[],
): readonly TraceSummary[] {
  return withLatest(list, latestOf(changed));
}

function withLatest(list: readonly TraceSummary[], latest: ReadonlyMap<string, TraceSummary>): TraceSummary[] {
  return list.map((trace) => {
    const newer = latest.get(trace.traceId);
    return newer === undefined || newer.version < trace.version ? trace : newer;
  });
}

function latestOf(traces: readonly TraceSummary[]): Map<string, TraceSummary> {
  const latest = new Map<string, TraceSummary>();
  for (const trace of traces) {
    const known = latest.get(trace.traceId);
    if (known === undefined || known.version <= trace.version) latest.set(trace.traceId, trace);
  }
  return latest;
}
