import type { RunChange } from '../runChange.js';
import type { SqliteStoreOptions } from '../sqlite/sqliteStore.js';
import type { TraceStore } from '../traceStore.js';
import { LogCarrier } from './logCarrier.js';
import { StoreThread } from './storeThread.js';
import { WriteRelay } from './writeRelay.js';

/**
 * Traces in one SQLite file that other threads work on: one writes, others read, so that requests are answered while a
 * transaction or a long query goes on. A query waits for those of its kind only: lists, which pages ask for all the time, neither
 * for the opening of a huge trace nor for figures over everything.
 */
export class ThreadedStore implements TraceStore {
  readonly #writer: StoreThread;
  readonly #lists: StoreThread;
  readonly #traces: StoreThread;
  readonly #figures: StoreThread;
  readonly #carrier: StoreThread;
  readonly #log: LogCarrier;
  readonly #relay: WriteRelay;

  private constructor(path: string, driver: SqliteStoreOptions['driver']) {
    const thread = (role: SqliteStoreOptions['role']): StoreThread => new StoreThread({ path, driver, role });
    this.#writer = thread('writer');
    this.#lists = thread('reader');
    this.#traces = thread('reader');
    this.#figures = thread('reader');
    this.#carrier = thread('reader');
    this.#log = new LogCarrier(this.#carrier, this.#writer);
    this.#relay = new WriteRelay(this.#writer, this.#log);
  }

  /** @throws errors named CorruptFileError, NewerSchemaError, NoSqliteError */
  static async open(path: string, { driver }: Pick<SqliteStoreOptions, 'driver'> = {}): Promise<ThreadedStore> {
    const store = new ThreadedStore(path, driver);
    // The writer brings the file into being, and to the present schema, before anybody reads it.
    await store.#writer.call('open').catch(async (error: unknown) => {
      await store.#writer.close().catch(() => undefined);
      throw error;
    });
    // Ready by the time that somebody opens the page; where a reader fails, its first call tells.
    for (const reader of [store.#lists, store.#traces]) reader.call('open').catch(() => undefined);
    return store;
  }

  async write(changes: readonly RunChange[]): Promise<void> {
    if (changes.length > 0) await this.#relay.add(changes);
  }

  readonly listTraces: TraceStore['listTraces'] = async (...args) => this.#lists.call('listTraces', ...args);
  readonly summary: TraceStore['summary'] = async (...args) => this.#lists.call('summary', ...args);
  readonly projects: TraceStore['projects'] = async () => this.#lists.call('projects');
  readonly version: TraceStore['version'] = async () => this.#lists.call('version');
  readonly tracesSince: TraceStore['tracesSince'] = async (...args) => this.#lists.call('tracesSince', ...args);
  readonly runsSince: TraceStore['runsSince'] = async (...args) => this.#lists.call('runsSince', ...args);

  readonly trace: TraceStore['trace'] = async (...args) => this.#traces.call('trace', ...args);
  readonly run: TraceStore['run'] = async (...args) => this.#traces.call('run', ...args);
  readonly attachment: TraceStore['attachment'] = async (...args) => this.#traces.call('attachment', ...args);
  readonly listRuns: TraceStore['listRuns'] = async (...args) => this.#traces.call('listRuns', ...args);
  readonly feedback: TraceStore['feedback'] = async (...args) => this.#traces.call('feedback', ...args);

  readonly stats: TraceStore['stats'] = async (...args) => this.#figures.call('stats', ...args);
  readonly facets: TraceStore['facets'] = async () => this.#figures.call('facets');
  readonly search: TraceStore['search'] = async (...args) => this.#figures.call('search', ...args);
  readonly threads: TraceStore['threads'] = async (...args) => this.#figures.call('threads', ...args);
  readonly size: TraceStore['size'] = async () => this.#figures.call('size');

  readonly prune: TraceStore['prune'] = async (...args) => this.#writer.call('prune', ...args);

  async close(): Promise<void> {
    this.#relay.flush();
    this.#log.stop();
    await Promise.all([this.#lists, this.#traces, this.#figures, this.#carrier].map((reader) => reader.close()));
    // Last: who closes the last connection to a file tidies it up.
    await this.#writer.close();
  }
}
