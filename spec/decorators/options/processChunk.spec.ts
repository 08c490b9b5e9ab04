import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

interface Chunk {
  readonly text: string;
  readonly secret: string;
}

const chunks: readonly Chunk[] = [
  { text: 'a', secret: 's' },
  { text: 'b', secret: 's' },
];

function* generate(): Generator<Chunk, string> {
  yield* chunks;
  return 'done';
}

async function* generateAsync(): AsyncGenerator<Chunk> {
  yield* chunks;
}

function stream(): ReadableStream<Chunk> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

const onlyText = { processChunk: (chunk: unknown) => (chunk as Chunk).text };

describe('the option processChunk', () => {
  test('decides what is recorded of every chunk of a generator, and not what the consumer gets', () => {
    expect([...traceable(generate, onlyText)()]).toEqual(chunks);
    expect(exporter.runs[0]?.outputs).toEqual({ output: ['a', 'b'], returned: 'done' });
  });

  test('of an async generator', async () => {
    const seen: Chunk[] = [];
    for await (const chunk of traceable(generateAsync, onlyText)()) seen.push(chunk);
    expect(seen).toEqual(chunks);
    expect(seen[0]).toBe(chunks[0]);
    expect(exporter.runs[0]?.outputs).toEqual({ output: ['a', 'b'] });
  });

  test('of a web stream', async () => {
    const seen: Chunk[] = [];
    for await (const chunk of traceable(stream, onlyText)()) seen.push(chunk);
    expect(seen).toEqual(chunks);
    expect(exporter.runs[0]?.outputs).toEqual({ output: ['a', 'b'] });
  });

  test('leaves a chunk out by returning undefined', () => {
    const call = traceable(generate, { processChunk: (chunk) => ((chunk as Chunk).text === 'a' ? undefined : chunk) });
    expect([...call()]).toEqual(chunks);
    expect(exporter.runs[0]?.outputs).toEqual({ output: [{ text: 'b', secret: 's' }], returned: 'done' });
  });

  test('comes before the aggregator', () => {
    void [...traceable(generate, { ...onlyText, aggregator: (texts) => ({ text: texts.join('') }) })()];
    expect(exporter.runs[0]?.outputs).toEqual({ text: 'ab' });
  });

  test('is not asked about a value that is no stream', () => {
    let asked = 0;
    traceable(() => [1, 2], { processChunk: () => (asked += 1) })();
    expect(asked).toBe(0);
  });

  test.each<[string, (chunk: unknown) => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async (chunk) => chunk],
  ])('%s withholds the chunks, is reported once, and the consumer gets them all', (_what, processChunk) => {
    expect([...traceable(generate, { processChunk })()]).toEqual(chunks);
    expect(exporter.runs[0]?.outputs).toEqual({
      output: ['[withheld: processChunk failed]', '[withheld: processChunk failed]'],
      returned: 'done',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-processChunk']);
  });
});
