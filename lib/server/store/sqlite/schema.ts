import type { Database } from './database.js';

/**
 * Steps from an empty file to the present schema, one after the other; `user_version` tells how many a file has seen. Steps that
 * were released are never changed.
 *
 * - `runs` is narrow and `payload` beside it, by the same `seq`: a row of some KB in `runs` would make every list read through
 *   pages full of text (measured: half the speed of inserts, ten times the time of aggregates).
 * - Times are whole microseconds, which sort and subtract exactly.
 * - `traces` holds what a list shows of a trace, kept up to date with every write: lists never add up runs.
 * - Each way to sort traces has an index: there is one trace to some ten runs, so that they cost ingest little.
 * - `feedback` keeps all that was said as JSON in `body`; the columns beside it are what it is looked for by.
 * - `search` keeps no text of its own: its rows are those of `payload`.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rank INTEGER NOT NULL,
    trace_id TEXT,
    parent_id TEXT,
    name TEXT,
    run_type TEXT,
    project TEXT,
    start_time INTEGER,
    end_time INTEGER,
    first_token_time INTEGER,
    end_status TEXT,
    status TEXT NOT NULL,
    error_preview TEXT,
    model TEXT,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    total_tokens INTEGER,
    cost REAL,
    tags TEXT,
    thread_id TEXT,
    latency_bucket INTEGER,
    version INTEGER NOT NULL
  );
  CREATE INDEX runs_of_trace ON runs (trace_id, start_time);
  CREATE INDEX runs_by_start ON runs (start_time);
  CREATE INDEX runs_by_name ON runs (name, start_time);

  CREATE TABLE payload (
    seq INTEGER PRIMARY KEY,
    dotted_order TEXT,
    input_preview TEXT,
    output_preview TEXT,
    inputs TEXT,
    outputs TEXT,
    error TEXT,
    events TEXT,
    extra TEXT,
    serialized TEXT
  );

  CREATE TABLE attachments (
    run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run_id, name)
  );

  CREATE TABLE traces (
    trace_id TEXT PRIMARY KEY,
    lead_seq INTEGER NOT NULL,
    lead_id TEXT NOT NULL,
    has_root INTEGER NOT NULL,
    name TEXT NOT NULL,
    run_type TEXT NOT NULL,
    project TEXT NOT NULL,
    status TEXT NOT NULL,
    start_time INTEGER NOT NULL,
    end_time INTEGER,
    latency_bucket INTEGER,
    run_count INTEGER NOT NULL,
    error_count INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    cost REAL NOT NULL,
    tags TEXT,
    thread_id TEXT,
    error_preview TEXT,
    version INTEGER NOT NULL
  );
  CREATE INDEX traces_by_start ON traces (start_time);
  CREATE INDEX traces_of_project ON traces (project, start_time);
  CREATE INDEX traces_by_version ON traces (version);
  CREATE INDEX traces_of_thread ON traces (thread_id, start_time) WHERE thread_id IS NOT NULL;

  CREATE VIRTUAL TABLE search USING fts5 (text, content='', contentless_delete=1, tokenize='unicode61');
  CREATE TABLE search_again (seq INTEGER PRIMARY KEY);

  CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO state VALUES ('version', 0), ('searched', 0);
  `,
  `
  CREATE TABLE feedback (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL,
    key TEXT NOT NULL,
    score REAL,
    source_type TEXT,
    created_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX feedback_of_run ON feedback (run_id);
  CREATE INDEX feedback_by_time ON feedback (created_at);
  CREATE INDEX runs_without_trace ON runs (seq) WHERE trace_id IS NULL;
  `,
  `
  CREATE INDEX traces_by_latency ON traces (coalesce(end_time - start_time, -1), trace_id);
  CREATE INDEX traces_by_tokens ON traces (total_tokens, trace_id);
  CREATE INDEX traces_by_cost ON traces (cost, trace_id);
  CREATE INDEX traces_by_runs ON traces (run_count, trace_id);
  CREATE INDEX traces_by_errors ON traces (error_count, trace_id);
  CREATE INDEX traces_with_errors ON traces (start_time) WHERE error_count > 0;
  CREATE INDEX traces_of_status ON traces (status, start_time);
  `,
];

/** The file was written by a newer tracenest. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(path: string, found: number) {
    super(
      `${path} was written by a newer tracenest (schema ${found}; this one knows up to ${migrations.length}). ` +
        'Update tracenest, or choose another folder with --data.',
    );
  }
}

/**
 * Brings a file to the present schema, each step as a transaction of its own.
 * @throws NewerSchemaError
 */
export function migrate(database: Database, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) throw new NewerSchemaError(path, version);
  for (let step = version; step < migrations.length; step++) {
    database.exec(`BEGIN IMMEDIATE; ${migrations[step]} PRAGMA user_version = ${step + 1}; COMMIT;`);
  }
}
