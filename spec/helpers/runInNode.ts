import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { bareStackBanner } from './meanBareStack.js';

export interface RunInNodeOptions {
  readonly carrier?: 'asyncLocalStorage' | 'bareStack';
  /** Source files whose text is changed on the way, and how. */
  readonly transform?: { readonly filter: RegExp; readonly apply: (source: string, path: string) => string };
  readonly nodeOptions?: readonly string[];
}

const root = join(import.meta.dirname, '..', '..');

function transformPlugin({ filter, apply }: NonNullable<RunInNodeOptions['transform']>): Plugin {
  return {
    name: 'transform',
    setup: ({ onLoad }) =>
      onLoad({ filter }, async ({ path }) => ({
        contents: apply(await readFile(path, 'utf8'), path),
        loader: 'ts',
      })),
  };
}

/**
 * Runs a module in a Node of its own and resolves with what its `export default` (a value or a promise) comes to, as JSON.
 *
 * jest runs specs in a `vm` context: promises and streams of Node's own are foreign there, and rejections that nobody
 * handles end up with jest. What a script says of those holds for programs only when it runs as one.
 *
 * @param source TypeScript that may import from `tracenest` and, relative to `spec/`, from specs.
 */
export async function runInNode<Result>(source: string, options: RunInNodeOptions = {}): Promise<Result> {
  const { carrier = 'asyncLocalStorage', transform, nodeOptions = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'tracenest-spec-'));
  try {
    const banner = bareStackBanner(carrier);
    const bundle = await build({
      stdin: { contents: source, resolveDir: join(root, 'spec'), loader: 'ts', sourcefile: 'entry.ts' },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      alias: { '#carrier': join(root, `lib/zone/carriers/${carrier}.ts`) },
      plugins: transform === undefined ? [] : [transformPlugin(transform)],
      ...(banner === undefined ? {} : { banner }),
      logLevel: 'silent',
    });
    await writeFile(join(folder, 'entry.mjs'), bundle.outputFiles[0]?.contents ?? '');
    await writeFile(join(folder, 'main.mjs'), main);
    const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, join(folder, 'main.mjs')], {
      maxBuffer: 2 ** 28,
      // A script that hangs must not outlive the spec.
      timeout: 110_000,
      killSignal: 'SIGKILL',
      env: withoutTracingVariables(),
    });
    return JSON.parse(stdout) as Result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The timer keeps the process alive while it waits for something that only garbage collection brings.
const main = `
const keepAlive = setInterval(() => undefined, 1_000);
const { default: result } = await import('./entry.mjs');
const text = JSON.stringify(await result);
clearInterval(keepAlive);
process.stdout.write(text);
`;

function withoutTracingVariables(): NodeJS.ProcessEnv {
  const ours = /^(TRACENEST|LANGSMITH|LANGCHAIN)_/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
