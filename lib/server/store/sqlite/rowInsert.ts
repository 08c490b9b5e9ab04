import type { SqlValue } from './database.js';
import type { Statements } from './statements.js';

/**
 * Inserts rows into a table: of each only the values that there are. To hand a value to SQLite costs more than what SQLite does with
 * it, and half of a run's columns are mostly empty.
 */
export class RowInsert {
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #value: (column: string) => string;
  /** By which columns are there, as bits. */
  readonly #sql = new Map<number, string>();

  /** @param value How a value is written in the statement. */
  constructor(table: string, columns: readonly string[], value: (column: string) => string = () => '?') {
    this.#table = table;
    this.#columns = columns;
    this.#value = value;
  }

  /** @param values In the order of the columns. */
  run(statements: Statements, values: readonly SqlValue[]): void {
    const present: SqlValue[] = [];
    let mask = 0;
    for (const [index, value] of values.entries()) {
      if (value === null) continue;
      mask |= 1 << index;
      present.push(value);
    }
    let sql = this.#sql.get(mask);
    if (sql === undefined) this.#sql.set(mask, (sql = this.#statement(values)));
    statements.run(sql, ...present);
  }

  #statement(values: readonly SqlValue[]): string {
    const columns = this.#columns.filter((_, index) => values[index] !== null);
    return `INSERT INTO ${this.#table} (${columns.join(', ')}) VALUES (${columns.map(this.#value).join(', ')})`;
  }
}
