import { Worker } from 'node:worker_threads';
import {
  fromThreadError,
  type ThreadAnswer,
  type ThreadCall,
  type ThreadData,
  type ThreadMethods,
} from './threadMessages.js';

/** The compiled file also where the sources run, as they do in specs: a thread has nobody who compiles for it. */
const compiled = import.meta.url.endsWith('.ts') ? '../../../../dist/server/store/threads/' : './';
const main = new URL(`${compiled}storeThreadMain.js`, import.meta.url);

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A store with a connection of its own in a thread of its own: started by its first call, and anew by the first after it died. */
export class StoreThread {
  readonly #data: ThreadData;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #calls = 0;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** Rejects with what the method throws, as an error of the same name, and where the thread dies. */
  call<Method extends keyof ThreadMethods>(
    method: Method,
    ...args: Parameters<ThreadMethods[Method]>
  ): ReturnType<ThreadMethods[Method]> {
    const worker = (this.#worker ??= this.#started());
    const call = (this.#calls += 1);
    const answer = new Promise((resolve, reject) => {
      this.#pending.set(call, { resolve, reject });
      worker.postMessage({ call, method, args } satisfies ThreadCall);
    });
    return answer as ReturnType<ThreadMethods[Method]>;
  }

  /** Ends the thread after the calls that it has been given. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    await this.call('close');
    await exited;
  }

  #started(): Worker {
    const worker = new Worker(main, {
      workerData: this.#data,
      // Of the options of the process some are not for threads. Node 22 and 24 warn of their SQLite.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#died(worker, error));
    worker.on('exit', () => this.#died(worker, new Error('The thread of the store has ended.')));
    return worker;
  }

  #settle(answer: ThreadAnswer): void {
    const pending = this.#pending.get(answer.call);
    this.#pending.delete(answer.call);
    if ('error' in answer) pending?.reject(fromThreadError(answer.error));
    else pending?.resolve(answer.value);
  }

  #died(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const cause = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#pending.values()) reject(cause);
    this.#pending.clear();
  }
}
