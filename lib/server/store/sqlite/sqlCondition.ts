import type { SqlValue } from './database.js';

/** A condition and its values. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export const always: SqlCondition = { sql: '1', values: [] };

export function all(conditions: readonly SqlCondition[]): SqlCondition {
  if (conditions.length === 0) return always;
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

export function any(conditions: readonly SqlCondition[]): SqlCondition {
  if (conditions.length === 0) return { sql: '0', values: [] };
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '),
    values: conditions.flatMap(({ values }) => values),
  };
}

export function oneOf(column: string, values: readonly SqlValue[]): SqlCondition {
  // By an index in its order; of several, no order would be left.
  if (values.length === 1) return { sql: `${column} = ?`, values };
  // As one value, so that lists of every length are one statement.
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] };
}
