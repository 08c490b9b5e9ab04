import * as fc from 'fast-check';

/** What a traced method is and gives back. */
export type CallKind =
  | 'sync'
  | 'async'
  | 'promise'
  | 'thenable'
  | 'generator'
  | 'iterator'
  | 'asyncGenerator'
  | 'asyncIterable'
  | 'promisedGenerator'
  | 'stream'
  | 'promisedStream';

/** What the caller does with something that is taken out piece by piece. */
export type Consumption =
  'loop' | 'break' | 'by hand' | 'queued' | 'return' | 'throw' | 'delegate' | 'tee' | 'pipe' | 'elsewhere' | 'never';

/** The parent, or the settings, that a scope or a call asks for. An ancestor is counted from the innermost. */
export type ScopeSource =
  | { readonly is: 'nothing' | 'null' | 'off' | 'on' | 'tags' }
  | { readonly is: 'run' | 'dotted order' | 'headers' | 'run and on'; readonly ancestor: number };

/** A call of a traced method. */
export interface Call {
  readonly kind: CallKind;
  readonly body: readonly Step[];
  readonly consumption: Consumption;
  /** Steps before it stops early. */
  readonly taken: number;
  /** What the consumer does when it has the first piece. */
  readonly between: readonly Step[];
  /** The parent of this call alone, as `withExtra` gives it. */
  readonly extra: ScopeSource | undefined;
  readonly enabled: boolean | undefined;
  /** Whether the caller waits for it. */
  readonly awaited: boolean;
  /** Whether an error goes on through the caller. */
  readonly propagates: boolean;
}

export type Step =
  | { readonly does: 'call'; readonly call: Call }
  | { readonly does: 'pause'; readonly until: 'microtask' | 'nextTick' | 'immediate' | 'timeout' }
  | {
      readonly does: 'scope';
      readonly form: 'block' | 'callback';
      readonly source: ScopeSource;
      readonly body: readonly Step[];
    }
  | { readonly does: 'run'; readonly form: 'startRun' | 'trace'; readonly body: readonly Step[] }
  | {
      readonly does: 'together';
      readonly how: 'all' | 'allSettled' | 'race' | 'any';
      readonly branches: readonly (readonly Step[])[];
    }
  | {
      readonly does: 'callback';
      readonly via: 'immediate' | 'timeout' | 'microtask' | 'nextTick' | 'then' | 'bind' | 'emitter' | 'bound emitter';
      readonly body: readonly Step[];
    }
  | { readonly does: 'attempt'; readonly body: readonly Step[]; readonly finally: readonly Step[] }
  | { readonly does: 'yield' }
  | { readonly does: 'throw' };

/** What runs at once, each a function of its own that nothing traces. */
export type Programs = readonly (readonly Step[])[];

const scopeSource: fc.Arbitrary<ScopeSource> = fc.oneof(
  fc.record({ is: fc.constantFrom('nothing', 'null', 'off', 'on', 'tags') }),
  fc.record({ is: fc.constantFrom('run', 'dotted order', 'headers', 'run and on'), ancestor: fc.nat(3) }),
);

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>, weight = 8): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: weight });

const leaf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>({ does: 'yield' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('pause' as const),
      until: fc.constantFrom('microtask', 'nextTick', 'immediate', 'timeout'),
    }),
  },
);

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step; call: Call }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4, size: 'max', depthIdentifier: 'step' }),
  step: fc.oneof(
    { depthIdentifier: 'step', depthSize: 'large', maxDepth: 9 },
    // First, because this is what remains at the greatest depth.
    { weight: 12, arbitrary: leaf },
    { weight: 16, arbitrary: fc.record({ does: fc.constant('call'), call: tie('call') }) },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('scope'),
        form: fc.constantFrom('block', 'callback'),
        source: scopeSource,
        body: tie('steps'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('run'),
        form: fc.constantFrom('startRun', 'trace'),
        body: tie('steps'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('together'),
        how: fc.constantFrom('all', 'allSettled', 'race', 'any'),
        branches: fc.array(tie('steps'), { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('callback'),
        via: fc.constantFrom(
          'immediate',
          'timeout',
          'microtask',
          'nextTick',
          'then',
          'bind',
          'emitter',
          'bound emitter',
        ),
        body: tie('steps'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('attempt'), body: tie('steps'), finally: tie('steps') }) },
    { weight: 1, arbitrary: fc.constant<Step>({ does: 'throw' }) },
  ),
  call: fc.record({
    kind: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('sync', 'async') },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'promise',
          'thenable',
          'generator',
          'iterator',
          'asyncGenerator',
          'asyncIterable',
          'promisedGenerator',
          'stream',
          'promisedStream',
        ),
      },
    ),
    body: tie('steps'),
    consumption: fc.constantFrom(
      'loop',
      'break',
      'by hand',
      'queued',
      'return',
      'throw',
      'delegate',
      'tee',
      'pipe',
      'elsewhere',
      'never',
    ),
    taken: fc.nat(2),
    between: tie('steps'),
    extra: rarely(scopeSource),
    enabled: rarely(fc.boolean(), 12),
    awaited: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    propagates: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
}));

/** Random programs that run at once. */
export const programs: fc.Arbitrary<Programs> = fc.array(steps, { minLength: 1, maxLength: 6, size: 'max' });
