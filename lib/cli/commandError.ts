import { storeFailure } from '../server/storeFailure.js';

/** Something that the user can do something about: its message is all that is shown. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Errors whose messages say what happened and what to do. */
const telling: ReadonlySet<string> = new Set([
  'CommandError',
  'CorruptFileError',
  'KeyNeededError',
  'NewerSchemaError',
  'NoSqliteError',
  'PortTakenError',
]);

const bySystemCode: Readonly<Record<string, string>> = {
  EACCES: 'Permission was refused. Choose another folder with --data, or another file.',
  EEXIST: 'There is a file of that name: name a folder with --data.',
  ENOTDIR: 'There is a file of that name: name a folder with --data.',
  EISDIR: 'That is a folder: name a file.',
  EROFS: 'The disk is read-only. Choose another folder with --data.',
};

/** What to show of a failure: a sentence for what users meet, the stack for what is our fault. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (telling.has(error.name)) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const hint = bySystemCode[code] ?? storeFailure(error)?.message;
  if (hint !== undefined) return `${error.message}\n${hint}`;
  return code === 'ENOENT'
    ? `There is no ${(error as NodeJS.ErrnoException).path ?? 'such file'}.`
    : (error.stack ?? error.message);
}
