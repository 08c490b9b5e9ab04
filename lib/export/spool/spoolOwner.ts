// The default export, because it is the one whose functions can be watched.
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const fileName = 'owner';
const heartbeatMs = 5_000;
/** Several heartbeats: a process that computes for a while is not dead. */
const staleMs = 30_000;

/** Whether a process of this machine exists. A permission that is refused proves that it does. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const claimedKey = Symbol.for('tracenest.spoolFolders');

/** The folders of this process; one list for all copies of the library. */
function claimed(): Set<string> {
  const holder = globalThis as { [claimedKey]?: Set<string> };
  return (holder[claimedKey] ??= new Set());
}

/** The form of the files in it; one of another is left to a version that knows it. */
const format = 1;

/** What the owner's file says. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly format?: number;
  /** It has gone in good order, and left something. */
  readonly hasLeft?: boolean;
}

function writeOwner(folder: string, owner: Partial<Owner> = {}): void {
  fs.writeFileSync(join(folder, fileName), JSON.stringify({ pid: process.pid, host: hostname(), format, ...owner }));
}

/** Says in a folder that its process lives. Returns what stops it. */
export function claimFolder(folder: string): () => void {
  fs.mkdirSync(folder, { recursive: true });
  claimed().add(folder);
  writeOwner(folder);
  const timer = setInterval(() => {
    const now = new Date();
    // Somebody who took this process for dead may have taken the folder over: nothing is lost by that.
    fs.utimes(join(folder, fileName), now, now, () => undefined);
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Removes an empty folder. This process's own, where it is not, is left for others to take over. */
export function releaseFolder(folder: string): void {
  const isOwn = claimed().delete(folder);
  try {
    const isEmpty = fs.readdirSync(folder).every((name) => name === fileName);
    if (!isEmpty) return isOwn ? writeOwner(folder, { hasLeft: true }) : undefined;
    fs.rmSync(join(folder, fileName), { force: true });
    fs.rmdirSync(folder);
  } catch {
    // Gone already, or on a disk that takes nothing: then it is found to be without a living owner.
  }
}

/** Whether a folder has the name of a process's: what else is in the directory is somebody else's. */
export function isProcessFolder(name: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(name);
}

/** Whether a file of such a folder holds runs. */
export function isSegment(name: string): boolean {
  return /^\d{8}.*\.(?:open|runs|held)$/.test(name);
}

/**
 * Whether nobody writes to a folder any more: its process does not exist, or has not said for a while that it lives. The
 * second also where the first cannot be known: another machine's process, or another one with the same number.
 *
 * A guess, and free to be wrong: who takes files over renames them first, and their writer, if it lives after all, finds
 * that out and sends once more what it holds.
 */
export async function isAbandoned(folder: string): Promise<boolean> {
  const path = join(folder, fileName);
  try {
    const { mtimeMs } = await fs.promises.stat(path);
    const owner = JSON.parse(await fs.promises.readFile(path, 'utf8')) as Owner;
    if (owner.format !== undefined && owner.format !== format) return false;
    if (owner.hasLeft === true || Date.now() - mtimeMs > staleMs) return true;
    if (owner.host !== hostname()) return false;
    // In containers a process often has the number that its predecessor had.
    return owner.pid === process.pid ? !claimed().has(folder) : !exists(owner.pid);
  } catch {
    // Being made at this moment, or left by a crash in the middle of that.
    const { mtimeMs } = await fs.promises.stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    return Date.now() - mtimeMs > staleMs;
  }
}
