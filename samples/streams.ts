/**
 * A method that returns a web stream: the caller gets that very stream, with its back-pressure and its `cancel`, and the run
 * goes on until the stream has ended, holding what the consumer read. What pulls bring about nests below the run.
 */
import { configure, ConsoleExporter, getCurrentRunTree, traceable } from 'tracenest';

configure({
  exporter: [
    new ConsoleExporter(),
    { onEnd: ({ name, status, outputs }) => name.startsWith('Model') && console.log(name, status, outputs) },
  ],
});

class Model {
  readonly #words = ['Streams', 'nest', 'too', '.'];

  @traceable({ runType: 'llm', aggregator: (words) => words.join(' ') })
  answer(): ReadableStream<string> {
    const words = this.#words.values();
    return new ReadableStream<string>(
      {
        pull: (controller) => {
          const { done, value } = words.next();
          if (done === true) controller.close();
          else controller.enqueue(this.decode(value));
        },
      },
      { highWaterMark: 0 },
    );
  }

  @traceable({ runType: 'parser' })
  decode(word: string): string {
    return word.toUpperCase();
  }
}

async function main(): Promise<void> {
  for await (const word of new Model().answer()) console.log(word);
  // A consumer that has had enough cancels the stream, and the run says so.
  for await (const word of new Model().answer()) {
    console.log(`${word} … enough. Between two chunks this is ${getCurrentRunTree()?.name ?? 'nobody'}'s code.`);
    break;
  }
}

await main();
