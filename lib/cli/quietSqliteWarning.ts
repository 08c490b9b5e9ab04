/** Node 22 and 24 call `node:sqlite` experimental; whoever runs the command can do nothing about it. Other warnings are shown. */
export function quietSqliteWarning(): void {
  const emit = process.emitWarning.bind(process) as (...values: unknown[]) => void;
  process.emitWarning = (...values: unknown[]): void => {
    if (!String(values[0]).startsWith('SQLite is an experimental feature')) emit(...values);
  };
}
