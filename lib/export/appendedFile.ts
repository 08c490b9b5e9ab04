// The default export, because it is the one whose functions can be watched: specs count the writes.
import fs from 'node:fs';
import { dirname } from 'node:path';

const newline = 0x0a;

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ENOENT';
}

function openWithFolder(path: string): number {
  try {
    return fs.openSync(path, 'a+');
  } catch (error) {
    if (!isMissing(error)) throw error;
    fs.mkdirSync(dirname(path), { recursive: true });
    return fs.openSync(path, 'a+');
  }
}

/** Whether the last line of a file has no end: a process that wrote it was killed, or the disk was full. */
function isTorn(file: number, { size }: fs.Stats): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  return fs.readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline;
}

/**
 * A file that several processes append whole lines to.
 *
 * Written synchronously. A write in Node's thread pool is cut in the middle by `process.exit`, and no handler of the exit
 * can wait for it; and what it saves is little, for the system takes the bytes into its memory in less time than it took
 * to make them. `O_APPEND` and one write for all of it keep the lines of several processes apart.
 */
export class AppendedFile {
  readonly path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Appends lines, on a line of their own also where the last one is torn. Throws where that is not possible. */
  append(lines: string): void {
    try {
      const file = this.#opened();
      // Looked at each time: it may be another process that was killed in the middle of a line.
      this.#write(file, isTorn(file, fs.fstatSync(file)) ? `\n${lines}` : lines);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      fs.closeSync(file);
    } catch {
      // What a disk says at closing (a quota, say) it said at writing too, or nobody can help it now.
    }
  }

  /** The open file, or a new one where it was deleted or moved away: whoever tidies up expects one under its path. */
  #opened(): number {
    if (this.#file !== undefined) {
      const there = fs.statSync(this.path, { throwIfNoEntry: false });
      const ours = fs.fstatSync(this.#file);
      if (there?.ino === ours.ino && there.dev === ours.dev) return this.#file;
      this.close();
    }
    return (this.#file = openWithFolder(this.path));
  }

  #write(file: number, text: string): void {
    const bytes = Buffer.from(text);
    // A system may take less than it is given.
    for (let from = 0; from < bytes.length;) from += fs.writeSync(file, bytes, from);
  }
}
