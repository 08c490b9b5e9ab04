import { createReadStream } from 'node:fs';
import type { Run } from '../run/run.js';
import { isRunRecord } from './isRunRecord.js';
import { fromRunRecord } from './runRecord.js';

/** What a file of runs holds. */
export interface RunFile {
  readonly runs: readonly Run[];
  /** Lines that are no run: torn by a crash, or somebody else's. Their numbers, from 1. */
  readonly damagedLines: readonly number[];
}

function parseLine(line: string): Run | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isRunRecord(record) ? fromRunRecord(record) : undefined;
  } catch {
    return undefined;
  }
}

/** Not with `node:readline`: some versions also split at U+2028, which JSON leaves as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    rest += first;
    for (const line of others) {
      yield rest;
      rest = line;
    }
  }
  yield rest;
}

/**
 * Reads what `FileExporter` wrote, also while it is being written. A torn last line, or any other that is no run, is left
 * out and told.
 *
 * @example
 * const { runs } = await readRunFile('traces/today.jsonl');
 */
export async function readRunFile(path: string): Promise<RunFile> {
  const runs: Run[] = [];
  const damagedLines: number[] = [];
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (line.trim() === '') continue;
    const run = parseLine(line);
    if (run === undefined) damagedLines.push(number);
    else runs.push(run);
  }
  return { runs, damagedLines };
}
