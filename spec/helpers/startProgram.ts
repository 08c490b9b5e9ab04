import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { build } from 'esbuild';

const specs = join(import.meta.dirname, '..');

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that is running in a process of its own. */
export interface Program {
  readonly process: ChildProcess;
  /** Resolves when it has printed a text to its standard output. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<ProgramEnd>;
}

/** Bundles programs of a spec file and starts them; what they leave is removed after its tests. */
export interface ProgramStarter {
  /** A folder that is removed after the tests of this file. */
  readonly folder: string;
  /**
   * @param source TypeScript that may import from `tracenest`, its subpaths and, relative to `spec/`, from specs.
   * @param environment variables besides ours, which are left out.
   * @param limits a command of the shell, such as `ulimit -f 8`, under whose limits it runs.
   */
  start(source: string, args?: readonly string[], environment?: NodeJS.ProcessEnv, limits?: string): Promise<Program>;
}

function environmentOf(added: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(TRACENEST|LANGSMITH|LANGCHAIN)_|^NODE_OPTIONS$/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))), ...added };
}

function follow(child: ChildProcess): Program {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    process: child,
    ended,
    async printed(text) {
      while (!stdout.includes(text)) {
        const more = new Promise((resolve) => child.stdout?.once('data', resolve));
        const end = await Promise.race([more.then(() => undefined), ended]);
        if (end !== undefined && !stdout.includes(text)) throw new Error(`It ended first.\n${end.stdout}${end.stderr}`);
      }
    },
  };
}

async function bundled(source: string, path: string): Promise<string> {
  const bundle = await build({
    stdin: { contents: source, resolveDir: specs, loader: 'ts', sourcefile: 'program.ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    alias: { '#carrier': join(specs, '../lib/zone/carriers/asyncLocalStorage.ts') },
    logLevel: 'silent',
  });
  await writeFile(path, bundle.outputFiles[0]?.contents ?? '');
  return path;
}

export function programStarter(): ProgramStarter {
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
  const children: ChildProcess[] = [];
  /** By source: tests start the same program in many ways. */
  const bundles = new Map<string, Promise<string>>();
  afterAll(() => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    async start(source, args = [], environment = {}, limits = ':') {
      const bundle = bundles.get(source) ?? bundled(source, join(folder, `program-${bundles.size + 1}.mjs`));
      bundles.set(source, bundle);
      const command = [process.execPath, await bundle, ...args] as const;
      const child = spawn('sh', ['-c', `${limits}; exec "$0" "$@"`, ...command], {
        env: environmentOf(environment),
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      children.push(child);
      return follow(child);
    },
  };
}
