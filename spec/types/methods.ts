/** Methods of every kind can be decorated in every form, and keep their types. Compiled, never run. */
import { traceable } from 'tracenest';
import { hasType } from './sameType.js';

interface Passage {
  readonly text: string;
}

const key = Symbol('key');

@traceable({ runType: 'chain', tags: ['assistant'], metadata: { team: 'docs' } })
export class Assistant<Source extends Passage = Passage> {
  readonly topic = 'types';
  #count = 0;

  @traceable
  sync(question: string, topK = 3): readonly Passage[] {
    return [{ text: question.repeat(topK) }];
  }

  @traceable()
  async async(question: string, options?: { readonly topK?: number }): Promise<Source[]> {
    void options?.topK;
    void question;
    return [];
  }

  @traceable({ runType: 'llm', name: 'generator' })
  *generator(limit: number): Generator<number, string, boolean> {
    const go: boolean = yield limit;
    return String(go);
  }

  @traceable({ aggregator: (chunks) => chunks.join('') })
  async *asyncGenerator(...words: string[]): AsyncGenerator<string, void, undefined> {
    yield* words;
  }

  @traceable({ runType: 'tool' })
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>();
  }

  @traceable
  promise(this: Assistant<Source>): Promise<Assistant<Source>> {
    return Promise.resolve(this);
  }

  @traceable
  chained(): this {
    return this;
  }

  @traceable
  generic<Value, Key extends keyof Value>(value: Value, name: Key): Value[Key] {
    return value[name];
  }

  overloaded(value: string): string;
  overloaded(value: number, radix: number): number;
  @traceable
  overloaded(value: string | number, _radix?: number): string | number {
    return value;
  }

  @traceable
  isPassage(value: unknown): value is Passage {
    return typeof value === 'object' && value !== null && 'text' in value;
  }

  @traceable
  assertPassage(value: unknown): asserts value is Passage {
    if (!this.isPassage(value)) throw new TypeError('no passage');
  }

  @traceable
  never(): never {
    throw new Error('never');
  }

  @traceable
  void(): void {
    this.#count += 1;
  }

  @traceable
  destructured({ a, b = 2 }: { a: string; b?: number }, [first]: readonly [number, ...string[]]): string {
    return a + String(b) + String(first);
  }

  @traceable
  callback(call: (error: Error | null, value?: Source) => void): void {
    call(null);
  }

  @traceable
  [key](value: bigint): bigint {
    return value;
  }

  @traceable
  protected async hidden(): Promise<number> {
    return this.#private(1);
  }

  @traceable
  #private(value: number): number {
    return value + this.#count;
  }

  @traceable
  static create<Made extends Passage>(this: new () => Assistant<Made>, _name: string): Assistant<Made> {
    return new this();
  }

  @traceable
  static #secret(): string {
    return 'secret';
  }

  static reveal(): string {
    return Assistant.#secret();
  }
}

export abstract class Base {
  abstract work(input: string): Promise<number>;

  @traceable({ enabled: false })
  async call(input: string): Promise<number> {
    return this.work(input);
  }
}

export class Derived extends Base {
  @traceable
  override async work(input: string): Promise<number> {
    return (await super.call(input)) + 1;
  }
}

// The options of a call, from the object and the arguments.
export class Computed {
  readonly model = 'small';

  @traceable((self: Computed, question: string) => ({ name: question, metadata: { model: self.model } }))
  async byThis(question: string): Promise<string> {
    return question;
  }

  @traceable(() => ({ name: 'fixed' }))
  byNothing(question: string): string {
    return question;
  }

  @traceable((self: unknown, ...args: unknown[]) => ({ tags: [typeof self, String(args.length)] }))
  byAnything(question: string): string {
    return question;
  }

  @traceable((_self: Computed, question: string) => (question === '' ? undefined : { tags: [question] }))
  bySometimes(question: string): string {
    return question;
  }
}

const assistant = new Assistant<{ text: string; page: number }>();

hasType<readonly Passage[]>()(assistant.sync('why'));
hasType<Promise<{ text: string; page: number }[]>>()(assistant.async('why', { topK: 1 }));
hasType<Generator<number, string, boolean>>()(assistant.generator(1));
hasType<AsyncGenerator<string, void, undefined>>()(assistant.asyncGenerator('a', 'b'));
hasType<ReadableStream<Uint8Array>>()(assistant.stream());
hasType<number>()(assistant.generic({ a: 1, b: 'x' }, 'a'));
hasType<string>()(assistant.overloaded('a'));
hasType<number>()(assistant.overloaded(1, 10));
hasType<bigint>()(assistant[key](1n));
hasType<Assistant<{ text: string; page: number }>>()(assistant.chained());
hasType<Promise<number>>()(new Derived().work('x'));
hasType<[question: string, topK?: number | undefined]>()(null as unknown as Parameters<typeof assistant.sync>);

const value: unknown = null;
if (assistant.isPassage(value)) hasType<Passage>()(value);

// @ts-expect-error -- a number is no question
assistant.sync(1);
// @ts-expect-error -- the question is missing
assistant.sync();
// @ts-expect-error -- there is no such option
void assistant.async('why', { topN: 1 });
// @ts-expect-error -- no overload takes a string and a radix
assistant.overloaded('a', 10);
// @ts-expect-error -- there is no such key
assistant.generic({ a: 1 }, 'b');
// @ts-expect-error -- next takes a boolean
assistant.generator(1).next('text');
// @ts-expect-error -- protected it stays
void assistant.hidden();
// @ts-expect-error -- the words are strings
assistant.asyncGenerator('a', 1);
// @ts-expect-error -- detached, `this` is not an Assistant
void (0, assistant.promise)();
