import { startServer, type ServerOptions } from '../server/startServer.js';
import { openBrowser } from '../server/openBrowser.js';
import { jsonLog, plainLog } from './serverLog.js';

export interface ServeOptions extends ServerOptions {
  readonly open?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Resolves when somebody asks the process to end. */
export async function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  });
}

/** Runs the server until a signal ends it; a second one ends it at once, as Node's default is back by then. */
export async function serve({ open, json, ...options }: ServeOptions): Promise<void> {
  const log = json === true ? jsonLog : plainLog;
  const stopping = stopSignal();
  const server = await startServer({ ...options, onError: log.error });
  log.info(`tracenest shows traces at ${server.url}`, { url: server.url });
  if (json !== true) {
    log.info(
      `\nTo trace into it, run a program with \`tracenest run -- node app.js\`, or set\n  LANGSMITH_TRACING=true LANGSMITH_ENDPOINT=${server.url} LANGSMITH_API_KEY=${options.apiKey ?? 'local'}`,
    );
    log.info(`Any OpenTelemetry exporter: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${server.url}/v1/traces`);
  }
  if (open === true) openBrowser(server.url);
  const signal = await stopping;
  log.info(json === true ? 'stopping' : '\nStopping.', { signal });
  await server.close();
  log.info(json === true ? 'stopped' : 'Everything that was acknowledged is stored.');
}
