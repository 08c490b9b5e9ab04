/**
 * Every kind of method, decorated: sync, async, generator, async generator, static, `#private`, and a plain function.
 * A run ends when the work of its call ends, and what the method returns is what it returned before.
 */
import { configure, ConsoleExporter, traceable } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

const lowerCase = traceable((text: string) => text.toLowerCase(), { name: 'lowerCase', runType: 'parser' });

class Librarian {
  @traceable({ runType: 'retriever' })
  static async fetch(subject: string): Promise<string[]> {
    return Promise.resolve([`${subject} for beginners`, `${subject} in practice`]);
  }

  @traceable
  count(titles: readonly string[]): number {
    return titles.length;
  }

  @traceable
  *shelves(titles: readonly string[]): Generator<string, number> {
    for (const title of titles) yield this.#label(title);
    return titles.length;
  }

  @traceable
  #label(title: string): string {
    return lowerCase(title).replaceAll(' ', '-');
  }

  /** Lazy, as any generator: the run begins with the call, the work with the first `next()`. */
  @traceable
  async *advise(subject: string): AsyncGenerator<string> {
    const titles = await Librarian.fetch(subject);
    yield `${this.count(titles)} books:`;
    yield* this.shelves(titles);
  }
}

for await (const line of new Librarian().advise('Tracing')) console.log(line);
