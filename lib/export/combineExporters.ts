import { notifyEnd, notifyStart } from '../run/notify.js';
import type { Exporter } from './exporter.js';

/** One exporter that hands every run to several. One that fails does not keep the others from theirs. */
export function combineExporters(...exporters: readonly Exporter[]): Exporter {
  const all = [...exporters];
  return {
    onStart: (run) => all.forEach((exporter) => notifyStart(exporter, run)),
    onEnd: (run) => all.forEach((exporter) => notifyEnd(exporter, run)),
    async flush(options) {
      await Promise.all(all.map(async (exporter) => exporter.flush?.(options)));
    },
    async shutdown(options) {
      await Promise.all(all.map(async (exporter) => exporter.shutdown?.(options)));
    },
  };
}
