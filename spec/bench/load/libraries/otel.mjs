import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

export function open(url) {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  // Without a queue as long as the load it drops: it would be quicker, and empty.
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 100_000, maxExportBatchSize: 512 });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  const tracer = provider.getTracer('bench');
  return {
    wrap: (body) => (inputs) =>
      tracer.startActiveSpan('load-run', (span) => {
        span.setAttribute('input.value', JSON.stringify({ question: inputs }));
        const output = body(inputs);
        span.setAttribute('output.value', JSON.stringify({ output }));
        span.end();
        return output;
      }),
    flush: () => provider.forceFlush(),
  };
}
