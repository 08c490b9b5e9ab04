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
import { plural } from './plural.js';
import { progress } from './progress.js';
import { sizeText } from './sizeText.js';

/** The traces to export, and how much that is. */
interface Selection {
  readonly ids: AsyncIterable<string> | readonly string[];
  readonly total: number;
  readonly unit: 'run' | 'trace';
}

async function selected(store: TraceStore, trace: string | undefined, query: TraceListQuery): Promise<Selection> {
  if (trace !== undefined) {
    const { traceId, runCount } = await chosenTrace(store, trace);
    return { ids: [traceId], total: runCount, unit: 'run' };
  }
  const ids = traceIds(store, query);
  if (Object.keys(query).length === 0) return { ids, total: (await store.size()).runCount, unit: 'run' };
  return { ids, total: (await store.stats(query, 'traces')).total.count, unit: 'trace' };
}

async function* traceIds(store: TraceStore, query: TraceListQuery): AsyncGenerator<string> {
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
  const { ids, total, unit } = await selected(store, trace, query);
  if (total === 0) throw new CommandError('There is no such trace: nothing was written.');
  const stream = file === '-' ? process.stdout : createWriteStream(file);
  // A file that cannot be written tells so by an event: without a listener that would end the process.
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  const bar =
    file === '-'
      ? undefined
      : progress('Exporting', total, (done) => `${done.toLocaleString('en')} of ${plural(total, unit)}`);
  const count = { run: 0, trace: 0 };
  const writeAll = async (): Promise<void> => {
    for await (const id of ids) {
      for await (const line of exportLines(store, id)) {
        if (!stream.write(line)) await once(stream, 'drain');
        count.run += 1;
        bar?.update(count[unit]);
      }
      count.trace += 1;
    }
    if (stream !== process.stdout) {
      stream.end();
      await finished(stream);
    }
  };
  try {
    await Promise.race([writeAll(), failed]);
  } catch (error) {
    throw unwritable(file, error) ?? error;
  } finally {
    bar?.stop();
  }
  output.note(`${plural(count.run, 'run')} exported${file === '-' ? '' : ` to ${file}`}.`);
}

/** Where that is not what there is: of a file to be written, the folder is missing. */
function unwritable(file: string, error: unknown): CommandError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new CommandError(`The folder of ${file} does not exist: nothing was written.`);
  return code === 'EISDIR' ? new CommandError(`${file} is a folder: name a file in it.`) : undefined;
}

/** Reads runs from a file (or standard input, `-`) into the store. */
export async function importTraces(store: TraceStore, file: string, output: Output): Promise<void> {
  const found = file === '-' ? undefined : await stat(file);
  if (found?.isDirectory() === true) throw new CommandError(`${file} is a folder: name a file that was exported.`);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const bar =
    found === undefined
      ? undefined
      : progress('Importing', found.size, (done, total) => `${sizeText(done)} of ${sizeText(total)}`);
  const onProgress = (): void => bar?.update('bytesRead' in input ? input.bytesRead : 0);
  const { runCount, refused } = await importLines(store, linesOf(input), onProgress).finally(() => bar?.stop());
  for (const { line, error } of refused.slice(0, 10)) output.note(`line ${line}: ${error}`);
  if (runCount === 0) throw new CommandError(`${file} holds no runs.`);
  const leftOut = refused.length === 0 ? '' : `, ${plural(refused.length, 'line')} left out`;
  output.note(`${plural(runCount, 'run')} imported${leftOut}.`);
}
