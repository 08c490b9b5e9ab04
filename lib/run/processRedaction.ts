import { setDiagnosticFilter, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { RedactionOptions } from '../capture/redaction/redactionOptions.js';
import { redactionFromEnvironment } from '../capture/redaction/redactionVariables.js';
import type { Run } from './run.js';
import { RunRedaction } from './runRedaction.js';

let given: RedactionOptions = {};
let redaction: RunRedaction | undefined;
/** The environment is read when the first run is shown, and not at import: programs load their `.env` after their imports. */
let isKnown = false;

function ofError(error: Error, text: (text: string) => string): Error {
  const shown = new Error(text(error.message));
  shown.name = error.name;
  if (error.stack !== undefined) shown.stack = text(error.stack);
  return shown;
}

function filterFor({ text }: { readonly text: (text: string) => string }): (diagnostic: Diagnostic) => Diagnostic {
  return ({ code, message, cause }) => {
    const told = { code, message: text(message) };
    if (cause === undefined) return told;
    return { ...told, cause: cause instanceof Error ? ofError(cause, text) : text(String(cause)) };
  };
}

function apply(next: RunRedaction | undefined): void {
  redaction = next;
  isKnown = true;
  // What is told of failures holds errors of the traced program, and what they say.
  setDiagnosticFilter(next && filterFor({ text: (text) => next.text(text) }));
}

function defined(options: RedactionOptions): RedactionOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * Changes what is named, for all exporters of the process; a key given as `undefined` goes back to the environment's.
 *
 * @throws TypeError on options that mean nothing; then nothing has changed.
 */
export function changeProcessRedaction(changes: RedactionOptions): void {
  const next = { ...given, ...changes };
  apply(RunRedaction.of('configure', { ...redactionFromEnvironment(), ...defined(next) }));
  given = next;
}

/** What all exporters of the process are shown goes through this; `undefined` where nothing is redacted. */
export function processRedaction(): RunRedaction | undefined {
  if (!isKnown) changeProcessRedaction({});
  return redaction;
}

/**
 * Whether a run that goes on may be shown in part. Not where anything redacts: half of a secret passes every pattern, so that
 * nothing less than all of the outputs can be judged.
 */
export function showsParts(): boolean {
  return processRedaction() === undefined;
}

/** A run as every exporter of the process is shown it. */
export function shownRun(run: Run): Run {
  return processRedaction()?.run(run) ?? run;
}
