import { readRunFile, runForest, treeText, type RunFile } from 'tracenest/exporters';
import { ExplainedError } from './explainedError.js';
import { ruled, styled, terminal } from './terminal.js';

async function read(traceFile: string): Promise<RunFile> {
  try {
    return await readRunFile(traceFile);
  } catch (cause) {
    throw new ExplainedError(`Cannot read ${traceFile}: ${(cause as Error).message}`, { cause });
  }
}

/** Prints the traces that a file holds, the newest last. */
export async function showTraces(traceFile: string): Promise<void> {
  const { runs, damagedLines } = await read(traceFile);
  if (runs.length === 0) throw new ExplainedError(`There is no trace in ${traceFile}.`);
  for (const root of runForest(runs)) {
    const { startTime, inputs, name } = root.run;
    console.log(ruled(typeof inputs['question'] === 'string' ? inputs['question'] : name));
    console.log(
      styled(
        'dim',
        `${new Date(startTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}, trace ${root.run.traceId}`,
      ),
    );
    console.log(`${treeText([root], terminal)}\n`);
  }
  if (damagedLines.length > 0) console.error(`Not read, because they are damaged: lines ${damagedLines.join(', ')}.`);
}
