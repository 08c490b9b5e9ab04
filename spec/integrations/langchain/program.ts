import * as fc from 'fast-check';

/** How the call of a LangChain component comes by our bridge. `nothing` only where a step around has it. */
export type Passed = 'nothing' | 'current' | 'own config';

/** How a decorated method is called, or handed to LangChain. */
export type MethodForm = 'traceable' | 'runnable' | 'generator' | 'invoke' | 'stream' | 'static';

/** What a place in a sequence or graph is filled with. */
export type PartForm = 'lambda' | 'bare method' | 'real runnable' | 'bare generator' | 'real generator';

export interface Part {
  readonly form: PartForm;
  readonly body: readonly Step[];
}

export type Step =
  | { readonly does: 'method'; readonly form: MethodForm; readonly body: readonly Step[]; readonly fails: boolean }
  | {
      readonly does: 'lambda';
      readonly how: 'invoke' | 'stream' | 'batch';
      readonly passed: Passed;
      readonly body: readonly Step[];
      readonly fails: boolean;
    }
  | {
      readonly does: 'sequence';
      readonly how: 'invoke' | 'stream';
      readonly passed: Passed;
      readonly parts: readonly Part[];
      /** What the consumer of a stream does when it has the first chunk. */
      readonly between: readonly Step[];
    }
  | { readonly does: 'map'; readonly passed: Passed; readonly branches: readonly (readonly Step[])[] }
  | {
      readonly does: 'branch';
      readonly passed: Passed;
      readonly condition: readonly Step[];
      readonly chosen: readonly Step[];
      readonly isChosen: boolean;
    }
  | { readonly does: 'tool'; readonly passed: Passed; readonly body: readonly Step[] }
  | {
      readonly does: 'graph';
      readonly passed: Passed;
      readonly parts: readonly Part[];
      readonly how: 'invoke' | 'stream';
    }
  | { readonly does: 'scope'; readonly to: 'nothing' | 'new trace' | 'ancestor'; readonly body: readonly Step[] }
  | { readonly does: 'together'; readonly branches: readonly (readonly Step[])[] }
  | { readonly does: 'pause' };

const passed = fc.constantFrom<Passed>('nothing', 'current', 'own config');
const rarely = fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step; part: Part }>((tie) => {
  const branches = fc.array(tie('steps'), { minLength: 2, maxLength: 3 });
  const parts = fc.array(tie('part'), { minLength: 2, maxLength: 3 });
  const bodyOf = <Does extends Step['does']>(
    does: Does,
  ): { does: fc.Arbitrary<Does>; body: fc.Arbitrary<readonly Step[]> } => ({
    does: fc.constant(does),
    body: tie('steps'),
  });
  return {
    steps: fc.array(tie('step'), { minLength: 1, maxLength: 3, depthIdentifier: 'step' }),
    part: fc.record({
      form: fc.constantFrom('lambda', 'bare method', 'real runnable', 'bare generator', 'real generator'),
      body: tie('steps'),
    }),
    step: fc.oneof(
      { depthIdentifier: 'step', depthSize: 'medium', maxDepth: 6 },
      { weight: 2, arbitrary: fc.constant<Step>({ does: 'pause' }) },
      {
        weight: 8,
        arbitrary: fc.record({
          ...bodyOf('method'),
          form: fc.constantFrom('traceable', 'runnable', 'generator', 'invoke', 'stream', 'static'),
          fails: rarely,
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          ...bodyOf('lambda'),
          how: fc.constantFrom('invoke', 'stream', 'batch'),
          passed,
          fails: rarely,
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          does: fc.constant('sequence' as const),
          how: fc.constantFrom('invoke', 'stream'),
          passed,
          parts,
          between: tie('steps'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ does: fc.constant('map' as const), passed, branches }) },
      {
        weight: 2,
        arbitrary: fc.record({
          does: fc.constant('branch' as const),
          passed,
          condition: tie('steps'),
          chosen: tie('steps'),
          isChosen: fc.boolean(),
        }),
      },
      { weight: 2, arbitrary: fc.record({ ...bodyOf('tool'), passed }) },
      {
        weight: 1,
        arbitrary: fc.record({
          does: fc.constant('graph' as const),
          passed,
          parts,
          how: fc.constantFrom('invoke', 'stream'),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ ...bodyOf('scope'), to: fc.constantFrom('nothing', 'new trace', 'ancestor') }),
      },
      { weight: 2, arbitrary: fc.record({ does: fc.constant('together' as const), branches }) },
    ),
  };
});

/** Random programs that run at once. */
export const programs: fc.Arbitrary<readonly (readonly Step[])[]> = fc.array(steps, { minLength: 2, maxLength: 6 });
