/**
 * A run handed to children that run elsewhere, in parallel: a queue whose workers were started long before, outside of any
 * run. `bind` takes the context along into a job; `withExtra` names the parent. A job that is handed over without either
 * belongs to nobody: it runs where its worker was started.
 */
import { bind, configure, ConsoleExporter, getCurrentRunTree, traceable, withExtra } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

/** Starts its workers once; they wait for jobs. */
class Queue {
  readonly #jobs: (() => Promise<unknown>)[] = [];
  readonly #idle: (() => void)[] = [];

  constructor(workers: number) {
    for (let worker = 0; worker < workers; worker += 1) void this.#work();
  }

  async add<Result>(job: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#jobs.push(() => job().then(resolve, reject));
      this.#idle.shift()?.();
    });
  }

  async #work(): Promise<never> {
    for (;;) {
      const job = this.#jobs.shift();
      if (job !== undefined) await job();
      else await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }
}

const queue = new Queue(2);

class Indexer {
  @traceable
  async index(documents: readonly string[], run = getCurrentRunTree()): Promise<number[]> {
    const bound = documents.map((text) => queue.add(bind(() => this.embed(text))));
    const explicit = queue.add(() => withExtra<Indexer>(this, { parent: run, name: 'with its parent' }).embed('d'));
    const lost = queue.add(() => withExtra<Indexer>(this, { name: 'without' }).embed('e'));
    return Promise.all([...bound, explicit, lost]);
  }

  @traceable({ runType: 'embedding' })
  async embed(text: string): Promise<number> {
    return Promise.resolve(text.length);
  }
}

console.log(await new Indexer().index(['one', 'three', 'eleven']));
