/** Methods decorated with `@runnable` keep their types, and fit where LangChain wants a runnable. Compiled, never run. */
import { RunnableLambda, type Runnable, type RunnableConfig as LangChainConfig } from '@langchain/core/runnables';
import { asRunnable, runnable, tracingContext, withExtra, type RunnableConfig } from 'tracenest';
import { CallbackBridge, nestLangChain, toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { hasType } from './sameType.js';

class Service {
  @runnable
  async answer(question: string, config?: RunnableConfig): Promise<number> {
    return question.length + (config?.tags?.length ?? 0);
  }

  @runnable({ collect: (chunks) => chunks.join(''), tags: ['a'] })
  async *words(text: string, topK = 3, config?: LangChainConfig): AsyncGenerator<string> {
    yield text + String(topK) + String(config?.runName);
  }

  @runnable({ input: ({ of, to }: { of: number; to: number }) => [of, to] })
  power(of: number, to: number): number {
    return of ** to;
  }

  @runnable((self: typeof Service, name: string) => ({ name, metadata: { is: typeof self } }))
  static named(name: string): string[] {
    return [name];
  }

  @runnable
  #hidden(): void {}

  // @ts-expect-error -- no method
  @runnable field = 1;

  use(): void {
    this.#hidden();
  }
}

const service = new Service();
const config = {} as LangChainConfig;

hasType<(question: string, config?: RunnableConfig) => Promise<number>>()(service.answer);
hasType<Promise<number>>()(asRunnable(service.answer).invoke('a', { runName: 'b' }));
hasType<Promise<number[]>>()(asRunnable(service.answer).batch(['a']));
hasType<Promise<(number | Error)[]>>()(asRunnable(service.answer).batch(['a'], {}, { returnExceptions: true }));
hasType<Promise<AsyncGenerator<string>>>()(asRunnable(service.words).stream('a'));
hasType<Promise<string>>()(asRunnable(service.words).invoke('a'));
hasType<Promise<number>>()(
  asRunnable<typeof service.power, { of: number; to: number }>(service.power).invoke({ of: 1, to: 2 }),
);
hasType<string>()(asRunnable(Service.named).getName());
// @ts-expect-error -- another input
void asRunnable(service.answer).invoke(1);

const double = runnable((value: number) => value * 2, { name: 'double' });
hasType<number>()(double(1));
hasType<Promise<number>>()(double.invoke(1));
// @ts-expect-error -- no such option
runnable((value: number) => value, { collects: true });

hasType<Runnable<string, number>>()(toRunnable(service.answer));
hasType<Promise<string>>()(toRunnable(service.words).invoke('a'));
void toRunnable(service.answer).pipe((length) => length.toFixed(1));
void RunnableLambda.from((text: string) => text)
  .pipe(service.answer)
  .pipe(toRunnable(double));
hasType<LangChainConfig>()(toRunnableConfig());
tracingContext(config, () => service.answer('a', config));
void withExtra(service, { config }).answer('a');
void RunnableLambda.from((text: string) => text).withConfig({ callbacks: [new CallbackBridge()] });
hasType<() => void>()(nestLangChain());
