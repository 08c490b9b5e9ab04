import { describe, expect, test } from '@jest/globals';
import { traceable, type TraceableOptions } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

function repeating<Value>(value: Value, options: TraceableOptions = {}): (times: number) => Generator<Value> {
  return traceable(
    function* (times: number) {
      for (let count = 0; count < times; count++) yield value;
    },
    { name: 'stream', ...options },
  );
}

function consume(stream: Iterable<unknown>): number {
  let count = 0;
  for (const _ of stream) count += 1;
  return count;
}

function output(): unknown[] {
  return exporter.runs[0]?.outputs?.['output'] as unknown[];
}

describe('of a stream, its run keeps', () => {
  test('every chunk, up to 10,000', () => {
    consume(repeating('a')(10_000));
    expect(output()).toEqual(new Array(10_000).fill('a'));
    expect(exporter.runs[0]?.events.map(({ name }) => name)).toEqual(['new_token']);
  });

  test('the first 10,000 of more, and says how many it left out, in the output and as an event', () => {
    expect(consume(repeating('a')(25_000))).toBe(25_000);
    expect(output()).toHaveLength(10_001);
    expect(output().at(-1)).toBe('[Cut: 15000 more chunks]');
    expect(exporter.runs[0]?.events).toEqual([
      expect.objectContaining({ name: 'new_token' }),
      expect.objectContaining({ name: 'chunks-cut', attributes: { kept: 10_000, omitted: 15_000 } }),
    ]);
  });

  test('some 20 million characters, and says how many chunks it left out', () => {
    expect(consume(repeating('a'.repeat(1_000_000))(50))).toBe(50);
    expect(output().length).toBeLessThan(30);
    expect(output().at(-1)).toMatch(/^\[Cut: \d+ more chunks\]$/);
  });

  test('some 20 million characters also where the chunks are objects or bytes', () => {
    const text = 'a'.repeat(1_000_000);
    for (const chunk of [{ delta: { text } }, [text], new Float32Array(200_000)]) {
      exporter.clear();
      expect(consume(repeating(chunk)(60))).toBe(60);
      expect(JSON.stringify(output()).length).toBeLessThan(45_000_000);
      expect(output().at(-1)).toMatch(/^\[Cut: \d+ more chunks\]$/);
    }
  });

  test('no mark of a cut where processChunk left chunks out', () => {
    let at = 0;
    consume(repeating('a', { processChunk: (chunk) => ((at += 1) % 1_000 === 0 ? chunk : undefined) })(20_000));
    expect(output()).toEqual(new Array(20).fill('a'));
    expect(exporter.runs[0]?.events.map(({ name }) => name)).toEqual(['new_token']);
  });

  test('the time of the first chunk, once', () => {
    consume(repeating('a')(3));
    const [run] = exporter.runs;
    expect(run?.events).toEqual([{ name: 'new_token', time: expect.any(Number) }]);
    expect(run?.events[0]?.time).toBeGreaterThanOrEqual(run?.startTime ?? Infinity);
    expect(run?.events[0]?.time).toBeLessThanOrEqual(run?.endTime ?? 0);
  });

  test('no time of a first chunk where none came', () => {
    consume(repeating('a')(0));
    expect(exporter.runs[0]?.events).toEqual([]);
    expect(output()).toEqual([]);
  });

  test('chunks as they were when they came', () => {
    const call = traceable(
      function* () {
        const chunk = { n: 0 };
        for (let n = 1; n <= 3; n++) {
          chunk.n = n;
          yield chunk;
        }
      },
      { name: 'reusing' },
    );
    consume(call());
    expect(output()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('for an aggregator as many chunks as otherwise, and the event that says so', () => {
    consume(repeating('a', { aggregator: (chunks) => chunks.length })(25_000));
    expect(exporter.runs[0]?.outputs).toEqual({ output: 10_000 });
    expect(exporter.runs[0]?.events.map(({ name }) => name)).toEqual(['new_token', 'chunks-cut']);
  });
});
