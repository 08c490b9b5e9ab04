import type { StoredRun } from '../store/traceStore.js';

/** What tells a process, and in it a thread, as far as clients say it: OpenTelemetry's resources do, and we. */
const names = ['process.pid', 'host.name', 'service.instance.id', 'pid', 'thread_id', 'instance_id'] as const;

function runtimeOf({ parts }: StoredRun): Readonly<Record<string, unknown>> {
  const extra = parts.extra === undefined ? {} : (JSON.parse(parts.extra) as { runtime?: unknown });
  return Object(extra.runtime) as Readonly<Record<string, unknown>>;
}

/** Whether two runs were of one process; `undefined` where nobody said. */
export function isSameProcess(one: StoredRun | undefined, other: StoredRun | undefined): boolean | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [first, second] = [runtimeOf(one), runtimeOf(other)];
  const told = names.filter((name) => first[name] !== undefined && second[name] !== undefined);
  return told.length === 0 ? undefined : told.every((name) => first[name] === second[name]);
}
