import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { countingStream } from '../helpers/countingStream.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const open = traceable(() => countingStream(4), { name: 'open' });

const ends = (): unknown[] => exporter.runs.map(({ status, outputs }) => [status, outputs]);

async function readAll(stream: ReadableStream<number>): Promise<number[]> {
  const chunks: number[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('the chunks of a stream that was split by tee are recorded once', () => {
  const all = [0, 1, 2, 3];

  test('where the branches are read one after the other', async () => {
    const [left, right] = open().tee();
    expect([await readAll(left), await readAll(right)]).toEqual([all, all]);
    expect(ends()).toEqual([['success', { output: all }]]);
  });

  test('where they are read at once', async () => {
    const branches = open().tee();
    expect(await Promise.all(branches.map(readAll))).toEqual([all, all]);
    expect(ends()).toEqual([['success', { output: all }]]);
  });

  test('where now the one and now the other is ahead', async () => {
    const [left, right] = open()
      .tee()
      .map((branch) => branch.getReader());
    for (const reader of [left, right, right, right, left, left, left, right]) await reader?.read();
    expect((await left?.read())?.done).toBe(true);
    expect(ends()).toEqual([['success', { output: all }]]);
  });

  test('where a branch is split once more', async () => {
    const [left, right] = open().tee();
    const branches = [left, ...right.tee()];
    expect(await Promise.all(branches.map(readAll))).toEqual([all, all, all]);
    expect(ends()).toEqual([['success', { output: all }]]);
  });

  test('where one branch is cancelled and the other read on', async () => {
    const [left, right] = open().tee();
    const reader = left.getReader();
    await reader.read();
    void reader.cancel();
    expect(ends()).toEqual([]);
    expect(await readAll(right)).toEqual(all);
    expect(ends()).toEqual([['success', { output: all }]]);
  });

  test('where both are cancelled: what the one that was ahead had got', async () => {
    const [left, right] = open()
      .tee()
      .map((branch) => branch.getReader());
    await left?.read();
    await right?.read();
    await right?.read();
    await Promise.all([left?.cancel(), right?.cancel()]);
    expect(ends()).toEqual([['cancelled', { output: [0, 1] }]]);
  });
});
