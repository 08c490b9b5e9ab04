import type { Feedback } from '../../../wire/runDetail.js';
import type { SearchPage } from '../../../wire/searchHit.js';
import type { Retention } from '../../../wire/serverInfo.js';
import type { ThreadPage } from '../../../wire/thread.js';
import type { TraceFilter, TraceListQuery, TracePage } from '../../../wire/traceQuery.js';
import type { RunRow, SkeletonQuery, TraceSkeleton } from '../../../wire/traceSkeleton.js';
import type { Facets, TraceStats } from '../../../wire/traceStats.js';
import type { TraceSummary } from '../../../wire/traceSummary.js';
import type { RunChange, StoredAttachment } from '../runChange.js';
import type { SqliteStoreOptions } from '../sqlite/sqliteStore.js';
import type {
  Changes,
  FeedbackQuery,
  PageQuery,
  RunListQuery,
  RunPage,
  SearchQuery,
  StoredRun,
  StoreSize,
  TraceStore,
} from '../traceStore.js';
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
  readonly #relay: WriteRelay;

  private constructor(path: string, driver: SqliteStoreOptions['driver']) {
    const thread = (isReader: boolean): StoreThread => new StoreThread({ path, driver, isReader });
    this.#writer = thread(false);
    this.#lists = thread(true);
    this.#traces = thread(true);
    this.#figures = thread(true);
    this.#relay = new WriteRelay(this.#writer);
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

  async listTraces(query: TraceListQuery): Promise<TracePage> {
    return this.#lists.call('listTraces', query);
  }

  async stats(filter: TraceFilter, of: 'traces' | 'runs'): Promise<TraceStats> {
    return this.#figures.call('stats', filter, of);
  }

  async facets(): Promise<Facets> {
    return this.#figures.call('facets');
  }

  async trace(traceId: string, query?: SkeletonQuery): Promise<TraceSkeleton | undefined> {
    return this.#traces.call('trace', traceId, query);
  }

  async summary(traceId: string): Promise<TraceSummary | undefined> {
    return this.#lists.call('summary', traceId);
  }

  async run(id: string): Promise<StoredRun | undefined> {
    return this.#traces.call('run', id);
  }

  async attachment(runId: string, name: string): Promise<StoredAttachment | undefined> {
    return this.#traces.call('attachment', runId, name);
  }

  async listRuns(query: RunListQuery): Promise<RunPage> {
    return this.#traces.call('listRuns', query);
  }

  async feedback(query: FeedbackQuery): Promise<readonly Feedback[]> {
    return this.#traces.call('feedback', query);
  }

  async projects(): Promise<readonly string[]> {
    return this.#lists.call('projects');
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    return this.#figures.call('search', query);
  }

  async threads(query: PageQuery): Promise<ThreadPage> {
    return this.#figures.call('threads', query);
  }

  async version(): Promise<number> {
    return this.#lists.call('version');
  }

  async tracesSince(version: number, filter: TraceFilter, limit: number): Promise<Changes<TraceSummary>> {
    return this.#lists.call('tracesSince', version, filter, limit);
  }

  async runsSince(version: number, traceId: string, limit: number): Promise<Changes<RunRow>> {
    return this.#lists.call('runsSince', version, traceId, limit);
  }

  async prune(retention: Retention, now: number): Promise<number> {
    return this.#writer.call('prune', retention, now);
  }

  async size(): Promise<StoreSize> {
    return this.#figures.call('size');
  }

  async close(): Promise<void> {
    this.#relay.flush();
    await Promise.all([this.#lists.close(), this.#traces.close(), this.#figures.close()]);
    // Last: who closes the last connection to a file tidies it up.
    await this.#writer.close();
  }
}
