import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { programEnvironment } from './programEnvironment.js';

export const root = join(import.meta.dirname, '..', '..');

/**
 * Options of Node under which it runs TypeScript. Not the command `tsx`: that is a process around the process, which signals
 * and the end of a channel do not get through.
 */
export const typescriptOptions = ['--import', import.meta.resolve('tsx')];

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Is given everything that was printed so far, whenever more of it comes. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
}

const timeoutMs = 60_000;

/** Runs a TypeScript program (a path below the project) in a process of its own, against the built package. */
export async function runProgram(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const child = spawn(process.execPath, [...typescriptOptions, ...args], {
    cwd: root,
    env: programEnvironment(options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
