import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { startServer, type ServerOptions, type TraceServer } from '../server/startServer.js';
import { CommandError } from './commandError.js';
import type { Output } from './output.js';
import { isRunningAt } from './runningServer.js';
import { stopSignal } from './serveCommand.js';

export interface RunCommandOptions extends ServerOptions {
  readonly port: number;
  readonly project?: string | undefined;
  /** Whether to go on showing the trace after the program has ended. */
  readonly stay: boolean;
}

/** What makes ours, LangSmith's and OpenTelemetry's SDKs send to a server. A user's own OpenTelemetry settings stay. */
export function tracingEnvironment(
  url: string,
  apiKey: string | undefined,
  project: string | undefined,
): NodeJS.ProcessEnv {
  const key = apiKey ?? 'local';
  return {
    LANGSMITH_TRACING: 'true',
    // The page shows what goes on.
    TRACENEST_SEND_STARTS: 'true',
    LANGSMITH_ENDPOINT: url,
    LANGSMITH_API_KEY: key,
    LANGCHAIN_TRACING_V2: 'true',
    LANGCHAIN_ENDPOINT: url,
    LANGCHAIN_API_KEY: key,
    ...(project === undefined ? {} : { LANGSMITH_PROJECT: project, LANGCHAIN_PROJECT: project }),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? `${url}/v1/traces`,
  };
}

/** Runs a program and resolves with its exit code, as a shell would tell it. */
async function exitOf(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  // A signal of the terminal reaches the child by itself; one that was sent to us alone does not.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGTERM', pass);
  const stayForChild = (): void => undefined;
  process.on('SIGINT', stayForChild);
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new CommandError(`There is no program "${command}".`) : error);
    });
    child.on('close', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', stayForChild);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

async function latestTrace(url: string, since: number, apiKey: string | undefined): Promise<string | undefined> {
  const response = await fetch(`${url}/api/traces?limit=1&from=${since}`, {
    headers: apiKey === undefined ? {} : { 'x-api-key': apiKey },
  });
  const { traces = [] } = (await response.json()) as { traces?: { traceId: string }[] };
  return traces[0]?.traceId;
}

/** Runs a program that traces into the server, which is started where none runs; resolves with the program's exit code. */
export async function runProgram(
  command: readonly string[],
  options: RunCommandOptions,
  output: Output,
): Promise<number> {
  const [file, ...args] = command;
  if (file === undefined) throw new CommandError('Name the program to run: tracenest run -- node app.js');
  const wanted = `http://127.0.0.1:${options.port}`;
  const isRunning = options.port !== 0 && (await isRunningAt(wanted));
  const started: TraceServer | undefined = isRunning ? undefined : await startServer(options);
  const url = started?.url ?? wanted;
  const since = Date.now();
  output.note(`Traces show at ${url} while the program runs.`);
  try {
    const code = await exitOf(file, args, tracingEnvironment(url, options.apiKey, options.project));
    const traceId = await latestTrace(url, since, options.apiKey);
    output.note(traceId === undefined ? `\nNo trace arrived at ${url}.` : `\n${url}/traces/${traceId}`);
    if (started !== undefined && options.stay && traceId !== undefined) {
      output.note('The page stays there until Ctrl+C.');
      await stopSignal();
    }
    return code;
  } finally {
    await started?.close();
  }
}
