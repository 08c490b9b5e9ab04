import { Told } from './told.js';

/**
 * Something that went wrong inside tracing, told to the program's owner and never thrown into the traced code.
 *
 * Every part of the library speaks through {@link report}; nothing else writes to the console.
 */
export interface Diagnostic {
  /** A stable word for the kind of problem, such as `hook-failed` or `scope-leaked`. */
  readonly code: string;
  /** What happened, to which name, the likely cause and what to do. */
  readonly message: string;
  /** The error behind it, where there is one. */
  readonly cause?: unknown;
}

/** Receives every diagnostic. What it throws is dropped: it is the last resort itself. */
export type DiagnosticHandler = (diagnostic: Diagnostic) => void;

interface WarningHost {
  /** `_exiting` is set before 'exit' handlers run; a process warning would wait for a tick that never comes. */
  process?: {
    _exiting?: boolean;
    emitWarning?: (warning: string, options: { type: string; code: string; detail?: string }) => void;
  };
  console?: { warn?: (message: string) => void };
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  try {
    return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
  } catch {
    return 'The cause cannot be read.'; // An object without a prototype, a proxy that refuses.
  }
}

/** Node shows a process warning (and `--trace-warnings` works on it); elsewhere the console has to do. */
function warn(diagnostic: Diagnostic): void {
  const host = globalThis as WarningHost;
  const detail = describeCause(diagnostic.cause);
  if (typeof host.process?.emitWarning === 'function' && host.process._exiting !== true) {
    host.process.emitWarning(diagnostic.message, {
      type: 'TracenestWarning',
      code: diagnostic.code,
      ...(detail === undefined ? {} : { detail }),
    });
    return;
  }
  host.console?.warn?.(`[tracenest] ${diagnostic.message}${detail === undefined ? '' : `\n${detail}`}`);
}

let handler: DiagnosticHandler = warn;
let told = new Told();

/** Replaces the handler; `undefined` brings back the default, a process warning. Returns the handler that was there. */
export function setDiagnosticHandler(next: DiagnosticHandler | undefined): DiagnosticHandler {
  const previous = handler;
  handler = next ?? warn;
  told = new Told();
  return previous;
}

let filter: ((diagnostic: Diagnostic) => Diagnostic) | undefined;

/** Whatever is told is told as this shows it: without what redaction takes out. */
export function setDiagnosticFilter(next: ((diagnostic: Diagnostic) => Diagnostic) | undefined): void {
  filter = next;
}

/** Tells the handler. Never throws. */
export function report(diagnostic: Diagnostic): void {
  try {
    const result: unknown = handler(filter === undefined ? diagnostic : filtered(filter, diagnostic));
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // A failing handler has nobody left to tell.
  }
}

function filtered(show: (diagnostic: Diagnostic) => Diagnostic, diagnostic: Diagnostic): Diagnostic {
  try {
    return show(diagnostic);
  } catch {
    return { code: diagnostic.code, message: 'Something went wrong in tracing; what it was could not be redacted.' };
  }
}

/**
 * Tells the handler the first time this code comes up for this owner: what stays from call to call, or the name of a place in
 * the program.
 *
 * A hook that fails on every call of a hot method would otherwise write a line per run, as some SDKs of this field do.
 */
export function reportOnce(owner: object | string, diagnostic: Diagnostic): void {
  if (told.isFirst(owner, diagnostic.code)) report(diagnostic);
}

const minute = 60_000;

/**
 * Tells the handler at most once a minute, and then how often it has come up in between: who sends nonsense from outside must
 * not be able to fill a program's log.
 */
export function reportSeldom(diagnostic: Diagnostic): void {
  const missed = told.missed(diagnostic.code, minute, performance.now());
  if (missed === undefined) return;
  const count = missed === 0 ? '' : ` ${missed} more like this came since the last report.`;
  report({ ...diagnostic, message: diagnostic.message + count });
}
