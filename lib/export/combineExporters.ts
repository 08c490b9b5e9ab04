import { notifyEnd, notifyStart, notifyStream } from '../run/notify.js';
import type { Exporter } from './exporter.js';

/** Lets each finish, and only then fails with what failed. */
async function forEach(exporters: readonly Exporter[], deliver: (one: Exporter) => Promise<void> | undefined) {
  const results = await Promise.allSettled(exporters.map(async (exporter) => deliver(exporter)));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    throw new AggregateError(errors, `${errors.length} of ${exporters.length} exporters failed: ${errors.join('; ')}`);
  }
}

/** One exporter that hands every run to several. One that fails does not keep the others from theirs. */
export function combineExporters(...exporters: readonly Exporter[]): Exporter {
  const all = [...exporters];
  return {
    isPassive: true, // Each of them is called as it wants to be.
    onStart: (run) => all.forEach((exporter) => notifyStart(exporter, run)),
    onEnd: (run) => all.forEach((exporter) => notifyEnd(exporter, run)),
    onStream: (run, chunks) => all.map((exporter) => notifyStream(exporter, run, chunks)).includes(true),
    flush: async (options) => forEach(all, (exporter) => exporter.flush?.(options)),
    shutdown: async (options) => forEach(all, (exporter) => exporter.shutdown?.(options)),
  };
}
