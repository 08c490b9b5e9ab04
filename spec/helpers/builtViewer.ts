import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
/** What the page is made of. */
const sources = ['viewer', 'wire'].map((name) => join(root, 'lib', name));
const built = join(root, 'dist', 'viewer');

function newest(folder: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(...paths.map((path) => statSync(join(folder, path)).mtimeMs));
}

function isUpToDate(folder: string): boolean {
  const page = join(folder, 'index.html');
  return existsSync(page) && statSync(page).mtimeMs > Math.max(...sources.map(newest));
}

/**
 * The folder of the built viewer. Built into a folder of its own where `dist/viewer` is older than the sources: other specs may
 * be using that one.
 */
export async function builtViewer(): Promise<string> {
  if (isUpToDate(built)) return built;
  const folder = join(root, 'node_modules', '.cache', 'tracenest-viewer');
  if (isUpToDate(folder)) return folder;
  const own = `${folder}-${process.pid}`;
  await mkdir(own, { recursive: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', own, '--logLevel', 'warn'], { cwd: root });
  await rm(folder, { recursive: true, force: true });
  // Another spec file may have been quicker: then that one is as good.
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }));
  return folder;
}
