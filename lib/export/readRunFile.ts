import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Run } from '../run/run.js';
import { fromRunRecord, type RunRecord } from './runRecord.js';

/** What a file of runs holds. */
export interface RunFile {
  readonly runs: readonly Run[];
  /** Lines that are no run: torn by a crash, or somebody else's. Their numbers, from 1. */
  readonly damagedLines: readonly number[];
}

function parseLine(line: string): Run | undefined {
  try {
    const record = JSON.parse(line) as RunRecord;
    return fromRunRecord(record);
  } catch {
    return undefined;
  }
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
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    if (line === '') continue;
    const run = parseLine(line);
    if (run === undefined) damagedLines.push(number);
    else runs.push(run);
  }
  return { runs, damagedLines };
}
