/** Why a file of traces takes nothing, and what to do. */
export interface StoreFailure {
  /** A stable word, as {@link Problem} says. */
  readonly code: 'disk-full' | 'locked' | 'unwritable';
  readonly message: string;
}

const failures: readonly (StoreFailure & { readonly pattern: RegExp })[] = [
  {
    pattern: /SQLITE_FULL|ENOSPC|disk is full/i,
    code: 'disk-full',
    message: 'The disk is full. Free some space, or bound the store with --max-size.',
  },
  {
    pattern: /SQLITE_IOERR|disk I\/O error/i,
    code: 'disk-full',
    message:
      'The disk did not take it: it is full, has a quota (or ulimit), or fails. Free some space, or choose another folder with --data.',
  },
  {
    pattern: /SQLITE_BUSY|database is locked/i,
    code: 'locked',
    message: 'Another program holds the file of traces locked. End it, or choose another folder with --data.',
  },
  {
    pattern: /SQLITE_CANTOPEN|SQLITE_READONLY|unable to open|readonly database/i,
    code: 'unwritable',
    message:
      'The file of traces cannot be opened to write. See who owns it and its folder, or choose another folder with --data.',
  },
];

/** What to tell of a store that failed for reasons outside of this program; `undefined` where it was something else. */
export function storeFailure(error: unknown): StoreFailure | undefined {
  const text = String(error);
  return failures.find(({ pattern }) => pattern.test(text));
}
