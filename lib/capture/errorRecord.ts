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
/** Records of one error: members that share their own members would otherwise multiply level by level. */
const maxRecords = 1000;

/** One error that is being recorded: the errors that the walk is inside of, and how many records are left. */
interface Walk {
  readonly inside: readonly unknown[];
  readonly budget: { left: number };
}

/** Also errors of another realm (a `vm` context, an iframe), whose `Error` is another one. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** The text of anything, also of what refuses to have one. */
function text(value: unknown): string {
  try {
    return String(typeof value === 'object' && value !== null ? (JSON.stringify(value) ?? value) : value);
  } catch {
    return '[unreadable]';
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
 * thrown, its kind as the name and its text as the message. Never throws; cycles end where they close, and what is cut says
 * so.
 */
export function errorRecord(thrown: unknown): ErrorRecord {
  return record(thrown, { inside: [], budget: { left: maxRecords } });
}

function record(thrown: unknown, walk: Walk): ErrorRecord {
  walk.budget.left -= 1;
  try {
    return isError(thrown)
      ? recordOfError(thrown, walk)
      : { name: thrown === null ? 'null' : typeof thrown, message: text(thrown) };
  } catch {
    return { name: 'unknown', message: '[Threw: something that cannot be read]' }; // A proxy that refuses everything.
  }
}

function recordOfError(error: Error, { inside, budget }: Walk): ErrorRecord {
  if (inside.includes(error)) return { name: 'Error', message: '[Circular]' };
  if (inside.length >= maxDepth) return { name: 'Error', message: `[Cut: deeper than ${maxDepth} causes]` };
  const walk = { inside: [...inside, error], budget };
  const stack = part(error, 'stack');
  const cause = part(error, 'cause');
  const errors = part(error, 'errors');
  return {
    name: text(part(error, 'name') ?? 'Error'),
    message: text(part(error, 'message') ?? ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: record(cause, walk) }),
    ...(Array.isArray(errors) ? { errors: members(errors, walk) } : {}),
  };
}

function members(errors: readonly unknown[], walk: Walk): ErrorRecord[] {
  const records: ErrorRecord[] = [];
  for (const error of errors) {
    if (records.length >= maxMembers || walk.budget.left <= 0) {
      const missing = errors.length - records.length;
      return [...records, { name: 'Error', message: `[Cut: ${missing} more errors]` }];
    }
    records.push(record(error, walk));
  }
  return records;
}

/** The record as one text, the way Node prints an error: stack, members and causes below it. */
export function errorText(error: ErrorRecord, indent = ''): string {
  const head = error.stack ?? `${error.name}: ${error.message}`;
  const below = (error.errors ?? []).map((member) => `\n${errorText(member, `${indent}  `)}`);
  const cause = error.cause === undefined ? '' : `\n[cause]: ${errorText(error.cause, indent)}`;
  return `${indent}${head.replaceAll('\n', `\n${indent}`)}${below.join('')}${cause}`;
}
