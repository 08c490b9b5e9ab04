/** A thrown value as data. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** What `error.cause` held. */
  readonly cause?: ErrorRecord;
  /** The members of an `AggregateError`. */
  readonly errors?: readonly ErrorRecord[];
}

const maxDepth = 16;
const maxMembers = 100;

/** Also errors of another realm (a `vm` context, an iframe), whose `Error` is another one. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function text(value: unknown): string {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Errors are objects of the program: each part may be a getter that throws. */
function part(error: Error, name: 'name' | 'message' | 'stack' | 'cause' | 'errors'): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/**
 * What was thrown, as data: an error's name, message, stack, chain of causes and members; for anything else that was
 * thrown, its kind as the name and its text as the message. Never throws; cycles end where they close.
 */
export function errorRecord(thrown: unknown, seen: readonly unknown[] = []): ErrorRecord {
  if (!isError(thrown)) return { name: thrown === null ? 'null' : typeof thrown, message: text(thrown) };
  if (seen.includes(thrown) || seen.length >= maxDepth) return { name: 'Error', message: '[Circular]' };
  const inside = [...seen, thrown];
  const stack = part(thrown, 'stack');
  const cause = part(thrown, 'cause');
  const errors = part(thrown, 'errors');
  return {
    name: text(part(thrown, 'name') ?? 'Error'),
    message: text(part(thrown, 'message') ?? ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: errorRecord(cause, inside) }),
    ...(Array.isArray(errors)
      ? { errors: errors.slice(0, maxMembers).map((member: unknown) => errorRecord(member, inside)) }
      : {}),
  };
}

/** The record as one text, the way Node prints an error: stack, members and causes below it. */
export function errorText(error: ErrorRecord, indent = ''): string {
  const head = error.stack ?? `${error.name}: ${error.message}`;
  const members = (error.errors ?? []).map((member) => `\n${errorText(member, `${indent}  `)}`);
  const cause = error.cause === undefined ? '' : `\n[cause]: ${errorText(error.cause, indent)}`;
  return `${indent}${head.replaceAll('\n', `\n${indent}`)}${members.join('')}${cause}`;
}
