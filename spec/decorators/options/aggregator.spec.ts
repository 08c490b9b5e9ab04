import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

function* count(to: number): Generator<number, string> {
  for (let value = 1; value <= to; value++) yield value;
  return 'done';
}

async function* failing(): AsyncGenerator<string> {
  yield 'a';
  throw new Error('mine');
}

async function consumed(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}

const joined = { aggregator: (chunks: unknown[]) => ({ text: chunks.join('-') }) };

describe('the option aggregator', () => {
  test('makes the output out of the chunks', () => {
    expect([...traceable(count, joined)(3)]).toEqual([1, 2, 3]);
    expect(exporter.runs[0]?.outputs).toEqual({ text: '1-2-3' });
  });

  test('gets the chunks themselves: message chunks have methods', () => {
    class Message {
      readonly text: string;
      constructor(text: string) {
        this.text = text;
      }
      concat(other: Message): Message {
        return new Message(this.text + other.text);
      }
    }
    const call = traceable(
      function* () {
        yield new Message('a');
        yield new Message('b');
      },
      { aggregator: (chunks) => (chunks as Message[]).reduce((one, other) => one.concat(other)) },
    );
    void [...call()];
    expect(exporter.runs[0]?.outputs).toEqual({ output: { text: 'ab' } });
  });

  test('is asked once, at the end, whatever the end is', async () => {
    const asked: unknown[][] = [];
    const options = { aggregator: (chunks: unknown[]) => (asked.push([...chunks]), { n: chunks.length }) };
    for (const _ of traceable(count, options)(9)) break;
    await expect(consumed(traceable(failing, options)())).rejects.toThrow('mine');
    void [...traceable(count, options)(0)];
    expect(asked).toEqual([[1], ['a'], []]);
    expect(exporter.runs.map(({ status, outputs }) => [status, outputs])).toEqual([
      ['cancelled', { n: 1 }],
      ['error', { n: 1 }],
      ['success', { n: 0 }],
    ]);
  });

  test('cannot change what was consumed', () => {
    const seen: number[] = [];
    const call = traceable(count, { aggregator: (chunks) => (chunks.splice(0), 'gone') });
    for (const value of call(3)) seen.push(value);
    expect(seen).toEqual([1, 2, 3]);
    expect(exporter.runs[0]?.outputs).toEqual({ output: 'gone' });
  });

  test.each<[string, () => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async () => 'text'],
  ])('%s leaves the list of the chunks, and is reported', (_what, aggregator) => {
    expect([...traceable(count, { aggregator })(2)]).toEqual([1, 2]);
    expect(exporter.runs[0]?.outputs).toEqual({ output: [1, 2], returned: 'done' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-aggregator']);
  });
});
