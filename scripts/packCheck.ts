/**
 * Packs what dist holds, installs the tarball outside the project as a user would, and tries it there: every subpath
 * under Node, the types under both module resolutions, and a browser bundle. Expects `npm run build` to have run.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

interface Manifest {
  name: string;
  version: string;
  peerDependencies: Record<string, string>;
  exports: Record<string, unknown>;
}

const root = join(import.meta.dirname, '..');
const consumer = join(root, 'spec/pack/consumer.ts');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const specifiers = Object.keys(manifest.exports).map((subpath) => manifest.name + subpath.slice(1));
const modules = specifiers.filter((specifier) => !specifier.endsWith('.json'));
/** Subpaths that need an optional peer of their own, which the others must do without. */
const peerOf: Readonly<Record<string, string>> = { [`${manifest.name}/langchain`]: '@langchain/core' };
const standalone = modules.filter((specifier) => !(specifier in peerOf));

function run(cwd: string, file: string, args: string[]): string {
  // Without what npm tells its scripts about the project: the folder below is nobody's project but its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(key)),
  );
  try {
    return execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

function packAndInstall(folder: string): void {
  run(root, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack left no tarball');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  run(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`]);
}

function importUnderNode(folder: string, imported: readonly string[]): void {
  const program = `
    for (const specifier of ${JSON.stringify(imported)}) {
      if (Object.keys(await import(specifier)).length === 0) throw new Error(specifier + ' exports nothing');
    }
    const { createRequire } = await import('node:module');
    const { name } = createRequire(import.meta.url)('${manifest.name}/package.json');
    if (name !== '${manifest.name}') throw new Error('package.json names ' + name);
  `;
  writeFileSync(join(folder, 'importAll.mjs'), program);
  run(folder, process.execPath, ['importAll.mjs']);
}

function installPeers(folder: string): void {
  const peers = Object.entries(manifest.peerDependencies).map(([peer, range]) => `${peer}@${range}`);
  run(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...peers]);
}

/** As `npx tracenest` would run it after a plain install. */
function runCommand(folder: string): void {
  const version = run(folder, join(folder, 'node_modules', '.bin', manifest.name), ['--version']).trim();
  if (version !== manifest.version) throw new Error(`the command says that it is ${version}`);
  run(folder, join(folder, 'node_modules', '.bin', manifest.name), [
    'doctor',
    '--data',
    join(folder, 'data'),
    '--port',
    '0',
  ]);
}

interface Project {
  module: string;
  moduleResolution: string;
  imported: readonly string[];
  skipLibCheck: boolean;
  compiler?: string;
}

const ownCompiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

/** The oldest that knows `Disposable`. Only in the folder below: as a dependency its `tsc` would shadow ours. */
function installOldestTypeScript(folder: string): string {
  run(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', 'typescript@5.2.2']);
  return join(folder, 'node_modules/typescript/lib/tsc.js');
}

/** Without @types/node and with the usual libraries: our declarations have to stand alone in a browser project. */
function typeCheck(folder: string, project: Project): void {
  const { module, moduleResolution, imported, skipLibCheck, compiler = ownCompiler } = project;
  const imports = imported.map((specifier, index) => `import * as module${index} from '${specifier}';`);
  const uses = imported.map((_, index) => `module${index}`);
  writeFileSync(join(folder, 'all.ts'), `${imports.join('\n')}\nexport const all: object[] = [${uses.join(', ')}];\n`);
  const config = {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck,
    },
    files: ['all.ts', 'consumer.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  run(folder, process.execPath, [compiler, '-p', 'tsconfig.json']);
}

/** For a browser esbuild refuses `node:` modules, so that one that can be reached fails the build. */
async function bundleForBrowser(folder: string): Promise<string> {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(folder, 'consumer.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    globalName: 'consumer',
    logLevel: 'silent',
    absWorkingDir: folder,
  });
  const inputs = Object.keys(metafile.inputs);
  if (!inputs.some((path) => path.endsWith('carriers/bareStack.js'))) throw new Error('the bare stack is not in');
  const nodeCarrier = inputs.find((path) => path.endsWith('carriers/asyncLocalStorage.js'));
  if (nodeCarrier !== undefined) throw new Error(`the browser bundle holds ${nodeCarrier}`);
  return outputFiles.map((file) => file.text).join('');
}

/** Runs the bundle among the globals of a browser only: `process` or `Buffer` at the top level would throw. */
async function runInBrowserGlobals(bundle: string): Promise<void> {
  const { console, crypto, performance, fetch, Headers, Request, Response, URL, AbortController, AbortSignal } =
    globalThis;
  const { TextEncoder, TextDecoder, ReadableStream, TransformStream, EventTarget, Event } = globalThis;
  const { setTimeout, clearTimeout, queueMicrotask, structuredClone, DOMException } = globalThis;
  const context = createContext({
    ...{ console, crypto, performance, fetch, Headers, Request, Response, URL, AbortController, AbortSignal },
    ...{ TextEncoder, TextDecoder, ReadableStream, TransformStream, EventTarget, Event },
    ...{ setTimeout, clearTimeout, queueMicrotask, structuredClone, DOMException },
  });
  const { answer } = runInContext(`${bundle};consumer`, context) as { answer: Promise<number> };
  if ((await answer) !== 42) throw new Error(`the consumer answered ${await answer}`);
}

if (!existsSync(join(root, 'dist'))) throw new Error('dist is missing: npm run build');
const folder = mkdtempSync(join(tmpdir(), 'tracenest-pack-'));
try {
  packAndInstall(folder);
  copyFileSync(consumer, join(folder, 'consumer.ts'));
  importUnderNode(folder, standalone);
  runCommand(folder);
  const node16 = { module: 'node16', moduleResolution: 'node16', imported: standalone, skipLibCheck: false };
  typeCheck(folder, node16);
  typeCheck(folder, { ...node16, module: 'esnext', moduleResolution: 'bundler' });
  typeCheck(folder, { ...node16, compiler: installOldestTypeScript(folder) });
  await runInBrowserGlobals(await bundleForBrowser(folder));
  installPeers(folder);
  importUnderNode(folder, modules);
  // The peers' own declarations are not ours to check.
  typeCheck(folder, { ...node16, imported: modules, skipLibCheck: true });
  console.log(`packed, installed and imported: ${specifiers.join(', ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
