import type { Database, SqlRow, SqlValue, Statement } from './database.js';

/** The statements of one database, each prepared once. */
export class Statements {
  readonly #database: Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  run(sql: string, ...values: SqlValue[]): void {
    this.#statement(sql).run(...values);
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#statement(sql).all(...values);
  }

  /** A number out of `state`. */
  state(key: 'version' | 'searched'): number {
    return Number(this.get('SELECT value FROM state WHERE key = ?', key)?.['value'] ?? 0);
  }

  setState(key: 'version' | 'searched', value: number): void {
    this.run('UPDATE state SET value = ? WHERE key = ?', value, key);
  }

  /** All or nothing. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Some failures, a full disk among them, have ended the transaction already. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // The failure that led here says more.
    }
  }

  #statement(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      // Queries are put together of few pieces; should that ever change, forgetting all is cheap enough.
      if (this.#prepared.size >= 500) this.#prepared.clear();
      this.#prepared.set(sql, (statement = this.#database.prepare(sql)));
    }
    return statement;
  }
}
