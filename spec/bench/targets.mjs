const times = (value) => `${value.toFixed(2)} ×`;
const nanoseconds = (value) => `${value.toFixed(1)} ns`;

function atMost(title, limit, measured, format = times) {
  return { title: `${title} ≤ ${limit} ${format === times ? '×' : 'ns'}`, measured, format, met: measured <= limit };
}

function atLeast(title, limit, measured) {
  return { title: `${title} ≥ ${limit} ×`, measured, format: times, met: measured >= limit };
}

/** @returns {{ title: string, measured: number | undefined, format(value: number): string, met: boolean }[]} */
export function checkTargets(results) {
  const time = (library, base, workload) => results.ratio('times', library, base, workload);
  const floorBytes = results.bytes('floor');
  const bytesOfFloor = (library) => {
    const bytes = results.bytes(library);
    return bytes === undefined || floorBytes === undefined ? undefined : bytes / floorBytes;
  };
  const overPlain = (workload) => results.median('overPlain', 'tracenest-off', workload);
  return [
    atMost('sync call, of the floor', 1.5, time('tracenest', 'floor', 'sync')),
    atMost('sync call, decorated method, of the floor', 1.5, time('tracenest-method', 'floor', 'sync')),
    atLeast('OTel startActiveSpan, of a sync call', 4, time('otel', 'tracenest', 'sync')),
    atLeast('langsmith traceable, of a sync call', 30, time('langsmith', 'tracenest', 'sync')),
    atLeast('OTel with JSON, of a snapshotted call', 4, time('otel-json', 'tracenest-snapshot', 'sync')),
    atMost('async generator chunk, of the floor', 1.2, time('tracenest', 'floor', 'asyncGenerator')),
    atMost('off, sync, over the plain call', 10, overPlain('sync'), nanoseconds),
    atMost('off, async, over the plain call', 10, overPlain('async'), nanoseconds),
    atMost('bytes allocated per sync run, of the floor', 2, bytesOfFloor('tracenest')),
  ];
}
