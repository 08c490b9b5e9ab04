import { expect } from '@jest/globals';
import { bind, traceable } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import type { Stage } from '../stage.js';

type Wrap = typeof bind;

/** Longer than a stream takes from its creation to its first pull. */
const started = () => new Promise((resolve) => setTimeout(resolve));

function source(stage: Stage, log: string[], wrap: Wrap): ReadableStream<number> {
  const note = (what: string) => wrap(() => void log.push(`${what} ${stage.here()}`));
  const pull = wrap((controller: ReadableStreamDefaultController<number>) => {
    log.push(`pull ${stage.here()}`);
    controller.enqueue(1);
  });
  return new ReadableStream<number>({ start: note('start'), pull, cancel: note('cancel') }, { highWaterMark: 0 });
}

/** Where the callbacks of a stream that is made in zone A and read in zone B find themselves. */
async function readInB(
  stage: Stage,
  make: (log: string[]) => ReadableStream<number>,
  late: boolean,
): Promise<string[]> {
  const log: string[] = [];
  const stream = stage.zone('A').run(make, log);
  if (late) await started();
  const reader = stage.zone('B').run(() => stream.getReader());
  await stage.zone('B').run(() => reader.read());
  await stage.zone('B').run(() => reader.cancel());
  return log;
}

/** Where the callbacks of a transformer that is made in zone A, and written to in zone B, find themselves. */
async function writeInB(stage: Stage, wrap: Wrap): Promise<string[]> {
  const log: string[] = [];
  const note = (what: string) => wrap(() => void log.push(`${what} ${stage.here()}`));
  const stream = stage.zone('A').run(() => {
    return new TransformStream({ start: note('start'), transform: note('transform'), flush: note('flush') });
  });
  await started();
  const reader = stream.readable.getReader();
  const read = reader.read();
  const writer = stream.writable.getWriter();
  await stage.zone('B').run(() => writer.write(1));
  await stage.zone('B').run(() => writer.close());
  await read;
  return log;
}

const asItIs: Wrap = (callback) => callback;

export const streamCases: readonly ContractCase[] = [
  {
    number: 51,
    title: "stream callbacks: the consumer's zone once started; the maker's where bound, and in decorated methods",
    guarantee: { bareStack: "before the start, and after a turn of the stream's own, the zone is lost unless bound" },
    async run(stage) {
      const plain = (log: string[]) => source(stage, log, asItIs);
      const bound = (log: string[]) => source(stage, log, bind);
      const decorated = traceable(plain);
      const inA = ['start A', 'pull A', 'cancel A'];
      expect(await readInB(stage, plain, true)).toEqual(['start A', 'pull B', 'cancel B']);
      expect(await readInB(stage, bound, true)).toEqual(inA);
      expect(await readInB(stage, decorated, true)).toEqual(inA);

      const early = `pull ${stage.orLost('A')}`;
      expect(await readInB(stage, plain, false)).toEqual(['start A', early, 'cancel B']);
      expect(await readInB(stage, bound, false)).toEqual(inA);
      expect(await readInB(stage, decorated, false)).toEqual(['start A', early, 'cancel A']);

      expect(await writeInB(stage, asItIs)).toEqual(['start A', 'transform B', 'flush B']);
      expect(await writeInB(stage, bind)).toEqual(['start A', 'transform A', 'flush A']);
    },
  },
];
