import { setTimeout } from 'node:timers/promises';
import type { Retention } from '../../../wire/serverInfo.js';
import type { RunChange } from '../runChange.js';
import type { TraceStore } from '../traceStore.js';
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
  /**
   * `alone`, the default: reads, writes, and carries SQLite's log over to its file. `writer`: leaves that to a reader
   * ({@link SqliteStore.carryLog}), for longer. `reader`: only reads, beside somebody who has opened the file to write.
   */
  readonly role?: 'alone' | 'writer' | 'reader' | undefined;
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

  private constructor(database: Database, role: SqliteStoreOptions['role']) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#search = new SearchFiller(this.#statements);
    if (role !== 'reader') this.#search.wake();
    this.#commits = new GroupCommit((changes) => {
      writeChanges(this.#statements, changes);
      this.#search.wake();
    });
  }

  /** @throws CorruptFileError, NewerSchemaError, NoSqliteError */
  static async open(path: string, { driver, role = 'alone' }: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const open = await sqliteDriver(driver);
    return new SqliteStore(role === 'reader' ? openReader(open, path) : openFile(open, path, role), role);
  }

  async write(changes: readonly RunChange[]): Promise<void> {
    if (changes.length > 0) await this.#commits.add(changes);
  }

  readonly listTraces: TraceStore['listTraces'] = async (query) => listTraces(this.#statements, query);
  readonly stats: TraceStore['stats'] = async (filter, of) => readStats(this.#statements, filter, of);
  readonly facets: TraceStore['facets'] = async () => readFacets(this.#statements);
  readonly trace: TraceStore['trace'] = async (traceId, query) => readSkeleton(this.#statements, traceId, query);
  readonly summary: TraceStore['summary'] = async (traceId) => traceSummaryOf(this.#statements, traceId);
  readonly run: TraceStore['run'] = async (id) => readRun(this.#statements, id);
  readonly attachment: TraceStore['attachment'] = async (runId, name) => readAttachment(this.#statements, runId, name);
  readonly listRuns: TraceStore['listRuns'] = async (query) => listRuns(this.#statements, query);
  readonly feedback: TraceStore['feedback'] = async (query) => readFeedback(this.#statements, query);
  readonly projects: TraceStore['projects'] = async () => readProjects(this.#statements);
  readonly search: TraceStore['search'] = async (query) => searchRuns(this.#statements, query);
  readonly threads: TraceStore['threads'] = async (query) => readThreads(this.#statements, query);
  readonly version: TraceStore['version'] = async () => this.#statements.state('version');
  readonly tracesSince: TraceStore['tracesSince'] = async (...args) => tracesSince(this.#statements, ...args);
  readonly runsSince: TraceStore['runsSince'] = async (...args) => runsSince(this.#statements, ...args);

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

  readonly size: TraceStore['size'] = async () => {
    const runCount = Number(this.#statements.get('SELECT count(*) AS count FROM payload')?.['count'] ?? 0);
    const traceCount = Number(this.#statements.get('SELECT count(*) AS count FROM traces')?.['count'] ?? 0);
    return { runCount, traceCount, bytes: usedBytes(this.#statements) };
  };

  /** Carries SQLite's log over to its file, as far as nobody reads or writes it. */
  async carryLog(): Promise<void> {
    this.#statements.get('PRAGMA wal_checkpoint(PASSIVE)');
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
