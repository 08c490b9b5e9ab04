/** A wrapped function is typed as the function. Compiled, never run. */
import { isTraceable, traceable, type MethodDecorator, type TraceableDecorator } from 'tracenest';
import { hasType } from './sameType.js';

const search = traceable(async (question: string, topK = 3): Promise<string[]> => [question.repeat(topK)]);
hasType<(question: string, topK?: number) => Promise<string[]>>()(search);
hasType<Promise<string[]>>()(search('why'));
// @ts-expect-error -- a number is no question
void search(1);
// @ts-expect-error -- the question is missing
void search();

const named = traceable(
  function named(this: { topic: string }, question: string): string {
    return this.topic + question;
  },
  { runType: 'tool' },
);
hasType<(this: { topic: string }, question: string) => string>()(named);
hasType<string>()(named.call({ topic: 'a' }, 'b'));
// @ts-expect-error -- `this` has to have a topic
named('b');

const generic = traceable(
  <Value extends object, Key extends keyof Value>(value: Value, key: Key): Value[Key] => value[key],
);
hasType<number>()(generic({ a: 1, b: 'x' }, 'a'));
hasType<string>()(generic({ a: 1, b: 'x' }, 'b'));
// @ts-expect-error -- there is no such key
generic({ a: 1 }, 'b');

interface Overloaded {
  (value: string): string;
  (value: number, radix: number): number;
}
const overloaded = traceable(((value: string | number) => value) as Overloaded, { name: 'overloaded' });
hasType<Overloaded>()(overloaded);
hasType<string>()(overloaded('a'));
hasType<number>()(overloaded(1, 10));

const withProperties = traceable(Object.assign((value: string) => value.length, { version: 2 as const }));
hasType<2>()(withProperties.version);

hasType<() => Generator<number, string, boolean>>()(
  traceable(function* (): Generator<number, string, boolean> {
    return String(yield 1);
  }),
);
hasType<() => AsyncGenerator<string, void, unknown>>()(
  traceable(async function* () {
    yield 'a';
  }),
);
hasType<(...values: number[]) => number>()(traceable(Math.max));
hasType<() => undefined>()(traceable(() => undefined));
hasType<() => void>()(traceable(() => {}, {}));
hasType<(value: unknown) => value is string>()(
  traceable((value: unknown): value is string => typeof value === 'string'),
);

// A function that gives a record gives it still, also where the record looks like options.
const settings = traceable((user: string) => ({ name: user, theme: 'dark' }));
hasType<{ name: string; theme: string }>()(settings('a'));
const asAny = traceable((value: any): any => value);
hasType<any>()(asAny(1));

hasType<boolean>()(isTraceable(search));

const decorator: TraceableDecorator = traceable({ runType: 'llm' });
const onMethods: MethodDecorator = traceable;
void decorator;
void onMethods;

// @ts-expect-error -- a text is no function
traceable('search');
// @ts-expect-error -- nor is a number
traceable(1, {});
// @ts-expect-error -- options of a function are a record
traceable(() => 1, 'search');
