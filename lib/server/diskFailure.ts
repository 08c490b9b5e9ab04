/** What to tell of a write that the disk refused; `undefined` where it was something else. */
export function diskFailure(error: unknown): string | undefined {
  const text = String(error);
  if (/SQLITE_FULL|ENOSPC|disk is full/i.test(text)) {
    return 'The disk is full. Free some space, or bound the store with --max-size.';
  }
  if (/SQLITE_IOERR|disk I\/O error/i.test(text)) {
    return 'The disk did not take it: it is full, has a quota (or ulimit), or fails. Free some space, or choose another folder with --data.';
  }
  return undefined;
}
