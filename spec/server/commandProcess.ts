import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { builtPackage } from '../helpers/builtPackage.js';
import { programEnvironment } from '../helpers/programEnvironment.js';

const root = join(import.meta.dirname, '..', '..');
const command = join(root, 'dist', 'cli', 'bin.js');

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command `tracenest` in processes of its own; what it leaves is removed after the tests of the file. */
export interface CommandProcess {
  readonly folder: string;
  /** Runs it to its end. */
  run(args: readonly string[], environment?: Record<string, string>): Promise<CommandEnd>;
  /** Starts a server and resolves when it listens. */
  serve(
    dataFolder: string,
    args?: readonly string[],
    /** Files may not grow beyond so many blocks of 512 bytes, as on a disk that is full. */
    fileLimit?: number,
  ): Promise<{ url: string; process: ChildProcess; ended: Promise<CommandEnd> }>;
}

export function commandProcess(): CommandProcess {
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
  const children: ChildProcess[] = [];
  beforeAll(() => builtPackage(), 120_000);
  afterAll(() => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  function started(
    args: readonly string[],
    environment: Record<string, string> = {},
    fileLimit?: number,
  ): { child: ChildProcess; ended: Promise<CommandEnd> } {
    const env = programEnvironment({
      TRACENEST_DATA: join(folder, 'data'),
      HOME: folder,
      NO_COLOR: '1',
      ...environment,
    });
    const node: readonly [string, ...string[]] = [process.execPath, command, ...args];
    const [file, ...rest] =
      fileLimit === undefined ? node : (['sh', '-c', `ulimit -f ${fileLimit}; exec "$@"`, 'sh', ...node] as const);
    const child = spawn(file, rest, {
      cwd: folder,
      env,
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    children.push(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<CommandEnd>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, ended };
  }

  return {
    folder,
    run: (args, environment) => started(args, environment).ended,
    async serve(dataFolder, args = [], fileLimit = undefined) {
      const { child, ended } = started(
        ['serve', '--json', '--port', '0', '--data', dataFolder, ...args],
        {},
        fileLimit,
      );
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout?.once('data', (text: string) =>
          resolve((JSON.parse(text.split('\n')[0] ?? '') as { url: string }).url),
        );
        void ended.then(({ stderr }) => reject(new Error(`The server did not start.\n${stderr}`)));
      });
      return { url, process: child, ended };
    },
  };
}
