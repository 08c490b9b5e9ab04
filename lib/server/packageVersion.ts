import { readFileSync } from 'node:fs';

/** The version in package.json, which stands two folders above this one in the sources and in the package. */
export const packageVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
