import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { linesOf } from '../server/exchange/linesOf.js';
import { exportLines } from '../server/exchange/exportLines.js';
import { importLines } from '../server/exchange/importLines.js';
import type { TraceStore } from '../server/store/traceStore.js';
import type { TraceListQuery } from '../wire/traceQuery.js';
import { chosenTrace } from './chosenTrace.js';
import { CommandError } from './commandError.js';
import type { Output } from './output.js';
import { progress } from './progress.js';

async function* traceIds(store: TraceStore, trace: string | undefined, query: TraceListQuery): AsyncGenerator<string> {
  if (trace !== undefined) {
    yield (await chosenTrace(store, trace)).traceId;
    return;
  }
  for (let cursor: string | undefined; ;) {
    const page = await store.listTraces({
      ...query,
      order: 'asc',
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { traceId } of page.traces) yield traceId;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

/** Writes traces to a file (or standard output, `-`), a run a line. */
export async function exportTraces(
  store: TraceStore,
  file: string,
  trace: string | undefined,
  query: TraceListQuery,
  output: Output,
): Promise<void> {
  const stream = file === '-' ? process.stdout : createWriteStream(file);
  // A file that cannot be written tells so by an event: without a listener that would end the process.
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  const { runCount } = await store.size();
  const bar =
    file === '-'
      ? undefined
      : progress('exporting', trace === undefined ? runCount : (await chosenTrace(store, trace)).runCount);
  let count = 0;
  const writeAll = async (): Promise<void> => {
    for await (const id of traceIds(store, trace, query)) {
      for await (const line of exportLines(store, id)) {
        if (!stream.write(line)) await once(stream, 'drain');
        count += 1;
        bar?.update(count);
      }
    }
    if (stream !== process.stdout) {
      stream.end();
      await finished(stream);
    }
  };
  try {
    await Promise.race([writeAll(), failed]);
  } finally {
    bar?.stop();
  }
  output.note(`${count} runs exported${file === '-' ? '' : ` to ${file}`}.`);
}

/** Reads runs from a file (or standard input, `-`) into the store. */
export async function importTraces(store: TraceStore, file: string, output: Output): Promise<void> {
  const size = file === '-' ? 0 : (await stat(file)).size;
  const input = file === '-' ? process.stdin : createReadStream(file);
  const bar = file === '-' ? undefined : progress('importing', size);
  const onProgress = (): void => bar?.update('bytesRead' in input ? input.bytesRead : 0);
  const result = await importLines(store, linesOf(input), onProgress).finally(() => bar?.stop());
  for (const { line, error } of result.refused.slice(0, 10)) output.note(`line ${line}: ${error}`);
  if (result.runCount === 0) throw new CommandError(`${file} holds no runs.`);
  output.note(
    `${result.runCount} runs imported${result.refused.length === 0 ? '' : `, ${result.refused.length} lines left out`}.`,
  );
}
