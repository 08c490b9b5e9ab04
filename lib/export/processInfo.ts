import { threadId } from 'node:worker_threads';
import { nanoid } from 'nanoid';

/** Written out, because a bundled program has no package.json of ours to read. */
export const libraryVersion = '0.1.0';

const { versions, platform, pid } = process;
const engines = ['bun', 'deno', 'node'] as const;
const runtime = engines.find((name) => versions[name] !== undefined) ?? 'unknown';

/**
 * What each run says of where it was made, as JSON: `extra.runtime`, where LangSmith's clients say it. Each thread tells an
 * `instance_id` of its own: containers all have the same pid, and a run's context never leaves its thread by itself.
 */
export const processInfo: string = JSON.stringify({
  sdk: 'tracenest',
  sdk_version: libraryVersion,
  runtime,
  runtime_version: versions[runtime as 'node'],
  platform,
  pid,
  thread_id: threadId,
  instance_id: nanoid(12),
});
