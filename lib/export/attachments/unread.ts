/** What stands in the place of an attachment whose bytes were not to be had. */
export function unread(why: string): string {
  return `[Not attached: ${why}]`;
}
