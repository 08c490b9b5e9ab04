import { homedir } from 'node:os';
import { join } from 'node:path';

/** One for the user, so that every project's traces are seen in one place: `TRACENEST_DATA`, or `.tracenest` at home. */
export function defaultDataFolder(): string {
  const named = process.env['TRACENEST_DATA'] ?? '';
  return named === '' ? join(homedir(), '.tracenest') : named;
}

/** The store's file in a data folder. */
export function storeFile(dataFolder: string): string {
  return join(dataFolder, 'traces.db');
}
