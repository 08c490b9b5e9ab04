import { setTimeout } from 'node:timers/promises';
import type { Feedback } from '../../../wire/runDetail.js';
import type { SearchPage } from '../../../wire/searchHit.js';
import type { Retention } from '../../../wire/serverInfo.js';
import type { ThreadPage } from '../../../wire/thread.js';
import type { TraceFilter, TraceListQuery, TracePage } from '../../../wire/traceQuery.js';
import type { RunRow, SkeletonQuery, TraceSkeleton } from '../../../wire/traceSkeleton.js';
import type { Facets, TraceStats } from '../../../wire/traceStats.js';
import type { TraceSummary } from '../../../wire/traceSummary.js';
import type { RunChange, StoredAttachment } from '../runChange.js';
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
import type { Database } from './database.js';
import { GroupCommit } from './groupCommit.js';
import { openFile, openReader } from './openFile.js';
import { pruneSlice, releasePages, usedBytes } from './prune.js';
import { readFeedback } from './feedbackRows.js';
import { readFacets, readProjects } from './readFacets.js';
import { listRuns, readAttachment, readRun, runsSince } from './readRuns.js';
import { readSkeleton } from './readSkeleton.js';
import { readStats } from './readStats.js';
import { readThreads } from './readThreads.js';
import { listTraces, traceSummaryOf, tracesSince } from './readTraces.js';
import { SearchFiller } from './searchFiller.js';
import { searchRuns } from './searchRuns.js';
import { sqliteDriver, type SqliteDriver } from './sqliteDriver.js';
import { Statements } from './statements.js';
import { writeChanges } from './writeChanges.js';

export interface SqliteStoreOptions {
  /** Which SQLite. Default: Node's own where it has one. */
  readonly driver?: SqliteDriver | undefined;
  /** Only reads, beside somebody who has opened the file to write. Default false. */
  readonly isReader?: boolean | undefined;
}

/** Of what is free at most so much is given back at a time: the rest is used again, or given back the next time. */
const releaseSlices = 8;

/** Does a piece of work in the background, and rests for as long as it took: those who write get every other moment. */
async function rested<Result>(work: () => Result): Promise<Result> {
  const begun = performance.now();
  const result = work();
  await setTimeout(performance.now() - begun);
  return result;
}

/** Traces in one SQLite file. */
export class SqliteStore implements TraceStore {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #commits: GroupCommit;
  readonly #search: SearchFiller;
  #pruning: Promise<unknown> | undefined;
  #isClosing = false;

  private constructor(database: Database, isReader: boolean) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#search = new SearchFiller(this.#statements);
    if (!isReader) this.#search.wake();
    this.#commits = new GroupCommit((changes) => {
      writeChanges(this.#statements, changes);
      this.#search.wake();
    });
  }

  /** @throws CorruptFileError, NewerSchemaError, NoSqliteError */
  static async open(path: string, { driver, isReader = false }: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const open = isReader ? openReader : openFile;
    return new SqliteStore(open(await sqliteDriver(driver), path), isReader);
  }

  async write(changes: readonly RunChange[]): Promise<void> {
    if (changes.length > 0) await this.#commits.add(changes);
  }

  async listTraces(query: TraceListQuery): Promise<TracePage> {
    return listTraces(this.#statements, query);
  }

  async stats(filter: TraceFilter, of: 'traces' | 'runs'): Promise<TraceStats> {
    return readStats(this.#statements, filter, of);
  }

  async facets(): Promise<Facets> {
    return readFacets(this.#statements);
  }

  async trace(traceId: string, query?: SkeletonQuery): Promise<TraceSkeleton | undefined> {
    return readSkeleton(this.#statements, traceId, query);
  }

  async summary(traceId: string): Promise<TraceSummary | undefined> {
    return traceSummaryOf(this.#statements, traceId);
  }

  async run(id: string): Promise<StoredRun | undefined> {
    return readRun(this.#statements, id);
  }

  async attachment(runId: string, name: string): Promise<StoredAttachment | undefined> {
    return readAttachment(this.#statements, runId, name);
  }

  async listRuns(query: RunListQuery): Promise<RunPage> {
    return listRuns(this.#statements, query);
  }

  async feedback(query: FeedbackQuery): Promise<readonly Feedback[]> {
    return readFeedback(this.#statements, query);
  }

  async projects(): Promise<readonly string[]> {
    return readProjects(this.#statements);
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    return searchRuns(this.#statements, query);
  }

  async threads(query: PageQuery): Promise<ThreadPage> {
    return readThreads(this.#statements, query);
  }

  async version(): Promise<number> {
    return this.#statements.state('version');
  }

  async tracesSince(version: number, filter: TraceFilter, limit: number): Promise<Changes<TraceSummary>> {
    return tracesSince(this.#statements, version, filter, limit);
  }

  async runsSince(version: number, traceId: string, limit: number): Promise<Changes<RunRow>> {
    return runsSince(this.#statements, version, traceId, limit);
  }

  async prune(retention: Retention, now: number): Promise<number> {
    const pruning = this.#prune(retention, now);
    this.#pruning = pruning.catch(() => undefined);
    return pruning;
  }

  async #prune(retention: Retention, now: number): Promise<number> {
    let gone = 0;
    while (!this.#isClosing) {
      const removed = await rested(() => pruneSlice(this.#statements, retention, now));
      if (removed === 0) break;
      gone += removed;
    }
    for (let slices = gone > 0 ? releaseSlices : 0; slices > 0 && !this.#isClosing; slices--) {
      if (!(await rested(() => releasePages(this.#statements)))) break;
    }
    return gone;
  }

  async size(): Promise<StoreSize> {
    const runCount = Number(this.#statements.get('SELECT count(*) AS count FROM payload')?.['count'] ?? 0);
    const traceCount = Number(this.#statements.get('SELECT count(*) AS count FROM traces')?.['count'] ?? 0);
    return { runCount, traceCount, bytes: usedBytes(this.#statements) };
  }

  /** What is wrong with the file, if anything. */
  async check(): Promise<string | undefined> {
    const found = String(Object.values(this.#statements.get('PRAGMA quick_check(1)') ?? {})[0] ?? 'ok');
    return found === 'ok' ? undefined : found;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#commits.close();
    await this.#pruning;
    this.#search.stop();
    this.#database.close();
  }
}
