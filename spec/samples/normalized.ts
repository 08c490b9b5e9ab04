const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const duration = / +\d+(\.\d+)? (µs|ms|s)(?= |$)/gm;

/** A sample's output without what differs from one run to the next: ids and durations. */
export function normalized(output: string): string {
  return output.replaceAll(uuid, '<id>').replaceAll(duration, ' <time>');
}
