/** What `GET /api/info` answers. */
export interface ServerInfo {
  readonly version: string;
  /** Runs in the store. */
  readonly runCount: number;
  readonly traceCount: number;
  /** Bytes on disk. */
  readonly storeSize: number;
  readonly retention: Retention;
  /** Whether the page has to ask for a key: see {@link Problem} `key-needed`. */
  readonly isKeyNeeded: boolean;
  /** Name of the file that is looked at, below `/api/files/:fileId`; absent for the store. */
  readonly file?: string;
}

/** What is kept. `null`: no limit. */
export interface Retention {
  readonly maxAgeDays: number | null;
  /** Bytes of the store's files. */
  readonly maxSize: number | null;
}

/**
 * The body of every answer with a status of 400 and above.
 *
 * `key-needed` (401): ask for the key and `POST /api/session` `{ "key": … }`, which sets a cookie that scripts cannot read.
 */
export interface Problem {
  readonly error: {
    /** A stable word: `not-found`, `bad-query`, `key-needed`, `host-refused`, `too-large`, … */
    readonly code: string;
    /** What happened, to which name, and what to do: plain text to show. */
    readonly message: string;
  };
}
