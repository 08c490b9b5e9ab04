import { LangSmithExporter } from '../../../../dist/exporters.js';
import { configure, flush, traceable } from '../../../../dist/index.js';

export function open(url, options = {}) {
  configure({ exporter: new LangSmithExporter({ endpoint: url, apiKey: 'key', ...options }) });
  return { wrap: (body) => traceable(body, { name: 'load-run', argumentNames: ['question'] }), flush };
}
