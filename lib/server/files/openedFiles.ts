import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importLines, type ImportResult } from '../exchange/importLines.js';
import { storeFile } from '../dataFolder.js';
import { SqliteStore } from '../store/sqlite/sqliteStore.js';
import type { TraceStore } from '../store/traceStore.js';

/** A file of runs that is looked at. */
export interface OpenedFile {
  readonly id: string;
  readonly name: string;
  readonly store: TraceStore;
  readonly close: () => Promise<void>;
}

/** The oldest is closed for the one that comes on top of these. */
const mostFiles = 8;

/**
 * Files that are looked at without being kept: each has a store of its own in a folder for temporary files, so that everything
 * that a page asks of the store can be asked of them. They are gone with the server.
 */
export class OpenedFiles {
  readonly #files = new Map<string, OpenedFile>();
  readonly #folder: string;

  constructor(folder: string = tmpdir()) {
    this.#folder = folder;
  }

  async open(name: string, lines: Iterable<string>): Promise<{ file: OpenedFile; result: ImportResult }> {
    const folder = await mkdtemp(join(this.#folder, 'tracenest-file-'));
    const store = await SqliteStore.open(storeFile(folder));
    const close = async (): Promise<void> => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      const result = await importLines(store, lines);
      const file = { id: randomUUID(), name, store, close };
      if (result.runCount === 0) await close();
      else await this.#add(file);
      return { file, result };
    } catch (error) {
      await close();
      throw error;
    }
  }

  get(id: string): OpenedFile | undefined {
    return this.#files.get(id);
  }

  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const file of files) await file.close();
  }

  async #add(file: OpenedFile): Promise<void> {
    this.#files.set(file.id, file);
    const [oldest] = this.#files.values();
    if (this.#files.size <= mostFiles || oldest === undefined) return;
    this.#files.delete(oldest.id);
    await oldest.close();
  }
}
