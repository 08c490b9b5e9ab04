const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** A duration at the end of a word or line, and the bar that may follow it. */
const duration = / +\d+(\.\d+)? (µs|ms|s)( +[━╸╺]+)?( +|$)/gm;

/** A sample's output without what differs from one run to the next: ids, durations and when runs took place. */
export function normalized(output: string): string {
  return output.replaceAll(uuid, '<id>').replaceAll(duration, ' <time>  ').replaceAll(/ +$/gm, '');
}
