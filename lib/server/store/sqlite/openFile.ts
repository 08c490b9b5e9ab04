import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database, OpenDatabase } from './database.js';
import { migrate, NewerSchemaError } from './schema.js';

/** The file is no SQLite database, or a damaged one. */
export class CorruptFileError extends Error {
  override readonly name = 'CorruptFileError';

  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be read: it is damaged, or not a tracenest file. Move it away to start with an empty one ` +
        `(mv "${path}" "${path}.damaged"), or save what can be read with: sqlite3 "${path}.damaged" .recover`,
      { cause },
    );
  }
}

/**
 * - WAL: readers do not wait for writers, and a commit is one append. `NORMAL`: a commit survives the end of the process,
 *   however sudden, without waiting for the disk; the last ones may be lost when the power fails.
 * - A checkpoint every 128 MB: pages of indexes that are written again and again reach the file once for many commits, and the
 *   disk is waited for less often (a tenth of the time of a write under load, against every 32 MB). Where somebody else does
 *   it, every gigabyte, should they not come to it.
 * - `auto_vacuum` must be set before the first table: it lets retention give pages back to the disk.
 */
const settings = `
  PRAGMA busy_timeout = 5000;
  PRAGMA page_size = 8192;
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -65536;
  PRAGMA journal_size_limit = 134217728;
  PRAGMA temp_store = MEMORY;
`;

const readerSettings = `
  PRAGMA busy_timeout = 5000;
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA query_only = ON;
`;

/** Opens a file that somebody else has opened to write, to read beside them. */
export function openReader(open: OpenDatabase, path: string): Database {
  const database = open(path);
  database.exec(readerSettings);
  return database;
}

const pagesOfLog = { writer: 128_000, alone: 16_000 } as const;

/**
 * Opens the store's file in the present schema.
 * @throws CorruptFileError, NewerSchemaError
 */
export function openFile(open: OpenDatabase, path: string, role: keyof typeof pagesOfLog): Database {
  mkdirSync(dirname(path), { recursive: true });
  let database: Database | undefined;
  try {
    database = open(path);
    database.exec(`${settings} PRAGMA wal_autocheckpoint = ${pagesOfLog[role]};`);
    migrate(database, path);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof NewerSchemaError) throw cause;
    if (/malformed|not a database|corrupt/i.test(String(cause))) throw new CorruptFileError(path, cause);
    throw cause;
  }
}
