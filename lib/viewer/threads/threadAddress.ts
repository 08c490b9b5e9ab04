/** Where a thread is shown. Programs of different projects may use the same ids. */
export function threadAddress(threadId: string, project: string): string {
  return `/threads?${new URLSearchParams({ thread: threadId, project }).toString()}`;
}
