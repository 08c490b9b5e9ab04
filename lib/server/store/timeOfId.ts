const version7 = '7';

/** The milliseconds that a UUIDv7 begins with; `undefined` for other ids, which tell no time. */
export function timeOfId(id: string): number | undefined {
  return id[14] === version7 ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
