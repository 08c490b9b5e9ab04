/** Scopes, runs around blocks and callbacks, overrides for a call. Compiled, never run. */
import { EventEmitter } from 'node:events';
import {
  bind,
  bindEmitter,
  getCurrentRunTree,
  keep,
  requireCurrentRunTree,
  RunTree,
  startRun,
  trace,
  traceable,
  tracingContext,
  withExtra,
  Zone,
  type BlockRun,
  type ParentSource,
} from 'tracenest';
import { hasType } from './sameType.js';

const run = new RunTree({ name: 'run' });

// tracingContext takes every parent, and gives back what its callback gives.
{
  using scope = tracingContext(run);
  hasType<Disposable>()(scope);
}
const parents: ParentSource[] = [
  run,
  new Headers(),
  { 'langsmith-trace': 'x' },
  'dotted',
  null,
  { callbacks: [], tags: [] },
];
for (const parent of parents) tracingContext(parent);
hasType<number>()(tracingContext(null, () => 1));
hasType<Promise<string>>()(tracingContext({ parent: run, enabled: true }, async () => 'a'));
hasType<Generator<number, void, unknown>>()(
  tracingContext({ tags: ['a'], metadata: { a: 1 }, projectName: 'p' }, function* () {
    yield 1;
  }),
);
hasType<void>()(tracingContext(undefined, () => {}));
// @ts-expect-error -- the callback takes nothing
tracingContext(null, (value: string) => value);
// @ts-expect-error -- a number names no parent
tracingContext(5);
// @ts-expect-error -- a promise is no callback
tracingContext(null, Promise.resolve(1));
// @ts-expect-error -- a scope has no value
void tracingContext(null).activeRun;

// trace
hasType<number>()(trace({ name: 'a' }, () => 1));
hasType<Promise<string>>()(
  trace({ name: 'a', runType: 'llm', inputs: { a: 1 }, parent: null, runId: 'id' }, async (own) => {
    hasType<RunTree>()(own);
    return own.name;
  }),
);
hasType<AsyncGenerator<number, void, unknown>>()(
  trace({ name: 'a', aggregator: (chunks) => chunks }, async function* () {
    yield 1;
  }),
);
// @ts-expect-error -- a run has a name
trace({}, () => 1);
// @ts-expect-error -- arguments are a method's: there are none here
trace({ name: 'a', processInputs: (inputs: Record<string, unknown>) => inputs }, () => 1);
// @ts-expect-error -- no such run type
trace({ name: 'a', runType: 'x' }, () => 1);
// @ts-expect-error -- without a callback there is nothing to trace
trace({ name: 'a' });

// startRun
{
  using block = startRun({ name: 'block', inputs: { a: 1 } });
  hasType<BlockRun>()(block);
  block.setOutputs({ a: 1 });
  block.end(1, new Error('x'));
}
// @ts-expect-error -- a run has a name
startRun({ inputs: {} });
// @ts-expect-error -- inputs are a record
startRun({ name: 'a', inputs: 'text' });

// withExtra is typed as its target.
class Service {
  readonly model = 'small';

  @traceable
  async answer<Question extends string>(
    question: Question,
    topK?: number,
  ): Promise<{ question: Question; topK: number }> {
    return { question, topK: topK ?? 3 };
  }
}
const service = new Service();
hasType<Service>()(withExtra(service, { parent: run }));
hasType<Promise<{ question: 'why'; topK: number }>>()(withExtra(service, { tags: ['a'] }).answer('why', 1));
hasType<string>()(withExtra(service, {}).model);
const fn = traceable((value: number): string => String(value));
hasType<string>()(
  withExtra(fn, { name: 'a', metadata: { a: 1 }, projectName: 'p', runId: 'id', onEnd: () => undefined })(1),
);
hasType<typeof Service>()(withExtra(Service, { config: { runName: 'a', tags: ['b'] } }));
// @ts-expect-error -- a number is no question
void withExtra(service, {}).answer(1);
// @ts-expect-error -- no such override
withExtra(service, { project: 'p' });
// @ts-expect-error -- a text has no methods to call
withExtra('service', {});
// @ts-expect-error -- the overrides are missing
withExtra(service);

// The current run.
hasType<RunTree | undefined>()(getCurrentRunTree());
hasType<RunTree>()(requireCurrentRunTree());
// @ts-expect-error -- there may be none
void getCurrentRunTree().id;
export async function ownRun(question: string, own = getCurrentRunTree()): Promise<string> {
  hasType<RunTree | undefined>()(own);
  return question;
}

// bind, bindEmitter, keep and Zone keep types.
hasType<(a: string, b?: number) => boolean>()(bind((_a: string, _b?: number): boolean => true));
hasType<undefined>()(bind(undefined));
const emitter = new EventEmitter();
hasType<EventEmitter>()(bindEmitter(emitter));
hasType<EventTarget>()(bindEmitter(new EventTarget()));
hasType<Promise<number>>()(keep(Promise.resolve(1)));
hasType<Promise<number>>()(keep(1));
hasType<string>()(Zone.current.fork({ settings: { tags: ['a'] } }).run((a: string) => a, 'b'));
// @ts-expect-error -- the argument is a string
Zone.current.run((a: string) => a, 1);
// @ts-expect-error -- no such setting
Zone.current.fork({ settings: { tag: 'a' } });
