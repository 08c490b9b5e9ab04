import { existsSync } from 'node:fs';
import { defaultDataFolder, storeFile } from '../server/dataFolder.js';
import { SqliteStore } from '../server/store/sqlite/sqliteStore.js';
import type { TraceStore } from '../server/store/traceStore.js';
import { CommandError } from './commandError.js';

/** Works on the store of a data folder, beside a server that may be running on it. */
export async function withStore<Result>(
  dataFolder: string | undefined,
  { isCreated }: { isCreated: boolean },
  work: (store: TraceStore) => Promise<Result>,
): Promise<Result> {
  const file = storeFile(dataFolder ?? defaultDataFolder());
  if (!isCreated && !existsSync(file)) {
    throw new CommandError(
      `There are no traces yet: ${file} does not exist. Start the server with \`tracenest\`, or name another folder with --data.`,
    );
  }
  const store = await SqliteStore.open(file);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
