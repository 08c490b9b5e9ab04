import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readRunFile } from 'tracenest/exporters';
import type { Run } from 'tracenest';
import { root, typescriptOptions } from '../helpers/runProgram.js';
import { programEnvironment } from '../helpers/programEnvironment.js';

export interface ServiceOptions {
  readonly name: string;
  /** Where it writes its runs. */
  readonly file: string;
  /** The address of the service that it asks in turn. */
  readonly next?: string;
  /** Headers that it does not send on, as a proxy in between might not. */
  readonly withheld?: readonly string[];
}

/** What a service saw when it was called. */
export interface Visit {
  readonly service: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly projectName: string;
}

export interface RunningService {
  readonly url: string;
  /** Stops it and gives the runs it exported. */
  stop(): Promise<readonly Run[]>;
}

/** Starts a service in a process of its own, on a port of the loopback interface. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const program = join(root, 'spec', 'processes', 'service.ts');
  const child = fork(program, [JSON.stringify(options)], {
    cwd: root,
    env: programEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: typescriptOptions,
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const failed = exit.then(([code]) => Promise.reject(new Error(`service ${options.name} ended with ${code}`)));
  const [port] = await (Promise.race([once(child, 'message'), failed]) as Promise<[number]>);
  failed.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.disconnect();
      const [code] = await exit;
      if (code !== 0) throw new Error(`service ${options.name} ended with ${code}`);
      return (await readRunFile(options.file)).runs;
    },
  };
}
