import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const lock = join(root, 'node_modules', '.cache', 'tracenest-build');
/** Several times what a build takes: whoever held the lock that long was killed. */
const staleAfterMs = 120_000;

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return Math.max(...files.map((path) => statSync(join(folder, path)).mtimeMs));
}

function isUpToDate(): boolean {
  const entry = join(root, 'dist', 'index.js');
  return existsSync(entry) && statSync(entry).mtimeMs > newest(join(root, 'lib'));
}

async function takeLock(): Promise<void> {
  await mkdir(join(lock, '..'), { recursive: true });
  for (;;) {
    try {
      return await mkdir(lock);
    } catch {
      const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
      if (Date.now() - mtimeMs > staleAfterMs) await rm(lock, { recursive: true, force: true });
      else await setTimeout(100);
    }
  }
}

/**
 * Builds `dist`, for specs that start programs which import the package by its name; does nothing where it is newer than
 * `lib`. Several spec files may ask at once. Overwrites and deletes nothing, as programs may be running from it.
 */
export async function builtPackage(): Promise<void> {
  if (isUpToDate()) return;
  await takeLock();
  try {
    if (isUpToDate()) return;
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
  } catch (error) {
    throw new Error(`The package does not build.\n${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
