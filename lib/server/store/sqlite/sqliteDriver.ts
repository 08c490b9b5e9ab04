import type { Database, OpenDatabase, SqlRow, SqlValue } from './database.js';

/** The part of `node:sqlite` that is used: Node 20, and its types, do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => {
    exec(sql: string): void;
    prepare(sql: string): {
      run(...values: SqlValue[]): unknown;
      get(...values: SqlValue[]): unknown;
      all(...values: SqlValue[]): unknown[];
    };
    close(): void;
  };
}

function nodeSqlite(): NodeSqlite | undefined {
  return process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
}

function openerOfNode({ DatabaseSync }: NodeSqlite): OpenDatabase {
  return (path) => new DatabaseSync(path) as unknown as Database;
}

/**
 * libsql ends the whole process where it is given something that it does not know, and where it reads back a text with half of a
 * character in it, as JSON can bring.
 */
function safe(value: unknown): SqlValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' || value === null || value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite takes no ${typeof value}.`);
}

async function openerOfLibsql(): Promise<OpenDatabase> {
  const { default: Libsql } = await import('libsql');
  return (path) => {
    const database = new Libsql(path);
    return {
      exec: (sql) => void database.exec(sql),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        return {
          // It takes a list of values apart only as an array.
          run: (...values) => void statement.run(values.map(safe)),
          get: (...values) => statement.get(values.map(safe)) as SqlRow | undefined,
          all: (...values) => statement.all(values.map(safe)) as SqlRow[],
        };
      },
      close: () => void database.close(),
    };
  };
}

/** There is no SQLite to be had. */
export class NoSqliteError extends Error {
  override readonly name = 'NoSqliteError';

  constructor(cause: unknown) {
    super(
      'The trace server needs SQLite, and found neither `node:sqlite` (Node 22.13 and newer) nor the package `libsql`, which is ' +
        'an optional dependency of tracenest: run `npm install libsql`, or use a newer Node.',
      { cause },
    );
  }
}

/** Which SQLite: Node's own where there is one, else `libsql`, which writes the same files. */
export type SqliteDriver = 'node' | 'libsql';

/**
 * How to open files.
 * @throws NoSqliteError where the driver, or any without one named, is missing.
 */
export async function sqliteDriver(wanted?: SqliteDriver): Promise<OpenDatabase> {
  const own = wanted === 'libsql' ? undefined : nodeSqlite();
  if (own !== undefined) return openerOfNode(own);
  if (wanted === 'node') throw new NoSqliteError(undefined);
  try {
    return await openerOfLibsql();
  } catch (cause) {
    throw new NoSqliteError(cause);
  }
}
