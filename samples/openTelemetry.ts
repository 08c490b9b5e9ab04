/**
 * Runs as spans, to anything that takes OTLP over HTTP: here this package's own server. Ids are those of the headers, so that
 * services that are traced by OpenTelemetry stand in the same tree.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, flush, traceable, tracingContext } from 'tracenest';
import { OtlpExporter } from 'tracenest/exporters';
import { startServer } from 'tracenest/server';

const dataFolder = await mkdtemp(join(tmpdir(), 'traces-'));
const server = await startServer({ port: 0, dataFolder });
configure({
  exporter: new OtlpExporter({ url: `${server.url}/v1/traces`, serviceName: 'weather', scrubSecrets: true }),
});

class Forecast {
  @traceable({ runType: 'agent' })
  async ask(question: string): Promise<string> {
    return this.chat([{ role: 'user', content: question }]);
  }

  @traceable({ runType: 'llm', getInvocationParams: () => ({ ls_provider: 'none', ls_model_name: 'thermometer' }) })
  async chat(messages: readonly { role: string; content: string }[]): Promise<string> {
    return Promise.resolve(`${messages.length} message: bring an umbrella.`);
  }
}

// As a gateway that is traced by OpenTelemetry sends it.
const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
console.log(await tracingContext(headers, async () => new Forecast().ask('Tomorrow?')));
await flush();

interface Answer {
  readonly traces: readonly { readonly traceId: string; readonly name: string; readonly runCount: number }[];
}
const response = await fetch(`${server.url}/api/traces`);
const { traces } = (await response.json()) as Answer;
for (const { traceId, name, runCount } of traces) {
  console.log(traceId === '0af76519-16cd-43dd-8448-eb211c80319c' ? "the gateway's trace" : traceId, name, runCount);
}
await server.close();
await rm(dataFolder, { recursive: true });
