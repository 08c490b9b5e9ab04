import type { SqliteStoreOptions } from '../sqlite/sqliteStore.js';
import type { TraceStore } from '../traceStore.js';
import type { PackedChanges } from './packedChanges.js';

/** What a thread is started with. */
export interface ThreadData extends SqliteStoreOptions {
  readonly path: string;
}

/** What can be asked of a thread. */
export interface ThreadMethods extends Omit<TraceStore, 'write'> {
  /** Resolves when the file is open. */
  open(): Promise<void>;
  /** Writes what several requests brought; tells of each why it was not kept, if it was not. */
  writeAll(requests: readonly PackedChanges[]): Promise<readonly (ThreadError | null)[]>;
  /** Carries SQLite's log over to its file, as far as nobody needs it. */
  carryLog(): Promise<void>;
}

/** A call of one of them. */
export interface ThreadCall {
  readonly call: number;
  readonly method: keyof ThreadMethods;
  readonly args: readonly unknown[];
}

/** What a call came to. */
export type ThreadAnswer =
  { readonly call: number; readonly value: unknown } | { readonly call: number; readonly error: ThreadError };

/** An error on its way between threads, which by itself would arrive without its name. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of the system or of SQLite. */
  readonly code: string | undefined;
}

export function toThreadError(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, code: undefined };
  const { code } = error as NodeJS.ErrnoException;
  return { name: error.name, message: error.message, stack: error.stack, code };
}

/** An error of another thread; its class is lost, its name is kept. */
export function fromThreadError({ name, message, stack, code }: ThreadError): Error {
  const error: NodeJS.ErrnoException = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  if (code !== undefined) error.code = code;
  return error;
}
