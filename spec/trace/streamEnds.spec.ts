import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { countingStream } from '../helpers/countingStream.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const open = traceable(() => countingStream(3), { name: 'open' });

const ends = (): unknown[] => exporter.runs.map(({ status, outputs }) => [status, outputs]);

describe('a stream goes on, and its run with it,', () => {
  test('after a loop that asked to keep it', async () => {
    const stream = open();
    for await (const first of stream.values({ preventCancel: true })) {
      expect(first).toBe(0);
      break;
    }
    const rest: number[] = [];
    for await (const chunk of stream) rest.push(chunk);
    expect(rest).toEqual([1, 2]);
    expect(ends()).toEqual([['success', { output: [0, 1, 2] }]]);
  });

  test('after a cancellation that its lock refused', async () => {
    const stream = open();
    const reader = stream.getReader();
    await expect(stream.cancel()).rejects.toThrow('locked');
    while (!(await reader.read()).done);
    expect(ends()).toEqual([['success', { output: [0, 1, 2] }]]);
  });

  test('after a cancellation through a reader that was released', async () => {
    const stream = open();
    const released = stream.getReader();
    released.releaseLock();
    const reader = stream.getReader();
    await expect(released.cancel()).rejects.toThrow('not attached');
    while (!(await reader.read()).done);
    expect(ends()).toEqual([['success', { output: [0, 1, 2] }]]);
  });
});

describe('the lock of a piped stream is given back', () => {
  test('when the far end is cancelled', async () => {
    const stream = open();
    const reader = stream.pipeThrough(new TransformStream()).getReader();
    await reader.read();
    await reader.cancel();
    expect(stream.locked).toBe(false);
    expect(exporter.runs.map(({ status }) => status)).toEqual(['cancelled']);
  });

  test('when the far end fails', async () => {
    const stream = open();
    const failing = new TransformStream<number, number>({
      transform() {
        throw new Error('far end');
      },
    });
    await expect(stream.pipeThrough(failing).getReader().read()).rejects.toThrow('far end');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.locked).toBe(false);
  });
});
