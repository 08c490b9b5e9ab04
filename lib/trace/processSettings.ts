import { setDiagnosticHandler, type DiagnosticHandler } from '../diagnostics/diagnostic.js';
import { takeMetadata, takeTags } from '../run/inherit.js';
import { setDefaultProjectName } from '../run/defaultProject.js';
import { callSilently } from '../run/silently.js';
import type { RunObserver } from '../run/runObserver.js';

/** What holds for the whole process where no scope, option or parent says otherwise. */
export interface ProcessSettings {
  /** Default: `true`, unless the environment says that tracing is off. */
  readonly enabled?: boolean | undefined;
  /** Where runs go. Default: nowhere; the tree is still there for `getCurrentRunTree` and headers. */
  readonly exporter?: RunObserver | undefined;
  /** Default: the environment's, else `default`. */
  readonly projectName?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Is told what goes wrong inside tracing. Default: a process warning (in browsers, `console.warn`). */
  readonly onDiagnostic?: DiagnosticHandler | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

function environment(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
}

function firstOf(names: readonly string[]): string | undefined {
  const variables = environment();
  return names.map((name) => variables[name]).find((value) => value !== undefined && value !== '');
}

const projectNames = [
  'TRACENEST_PROJECT',
  'LANGSMITH_PROJECT',
  'LANGCHAIN_PROJECT',
  'LANGSMITH_SESSION',
  'LANGCHAIN_SESSION',
];

/**
 * As LangSmith reads it: on where either of its two variables, by its newer or older name, is `true`. Unlike there, tracing
 * is not off where none of them is set: then the program has said so by decorating.
 */
function enabledByEnvironment(): boolean {
  const own = firstOf(['TRACENEST_TRACING']);
  if (own !== undefined) return own === 'true';
  const values = [
    firstOf(['LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING_V2']),
    firstOf(['LANGSMITH_TRACING', 'LANGCHAIN_TRACING']),
  ];
  return values.includes('true') || values.every((value) => value === undefined);
}

function silent(handler: DiagnosticHandler | undefined): DiagnosticHandler | undefined {
  return handler && ((diagnostic) => callSilently(handler, undefined, [diagnostic]));
}

function fromEnvironment(): ProcessSettings {
  return { enabled: enabledByEnvironment(), projectName: firstOf(projectNames) };
}

let settings: ProcessSettings | undefined;
let overridden = false;

/**
 * The one test that a call pays where tracing is off: closed, nothing in the process can be traced.
 * Open until the settings are known, because the environment is read at the first traced call and not at import: programs
 * load their `.env` after their imports.
 */
export const gate = { closed: false };

function apply(next: ProcessSettings): ProcessSettings {
  settings = next;
  setDefaultProjectName(next.projectName);
  gate.closed = next.enabled === false && !overridden;
  return next;
}

/** The settings in force. Reads the environment the first time. */
export function processSettings(): ProcessSettings {
  return settings ?? apply(fromEnvironment());
}

/** Changes what is named; a key given as `undefined` goes back to its default. */
export function changeProcessSettings(changes: ProcessSettings): void {
  const defaults = fromEnvironment();
  const merged: Record<string, unknown> = { ...processSettings(), ...changes };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) merged[name] = defaults[name as keyof ProcessSettings];
  }
  if (changes.tags !== undefined) merged['tags'] = takeTags(changes.tags);
  if (changes.metadata !== undefined) merged['metadata'] = takeMetadata(changes.metadata);
  if ('onDiagnostic' in changes) setDiagnosticHandler(silent(changes.onDiagnostic));
  apply(merged);
}

/** Somebody can say `enabled: true` from now on, so being off has to be looked up call by call. */
export function allowOverrides(): void {
  overridden = true;
  apply(processSettings());
}
