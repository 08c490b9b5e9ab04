import {
  configure,
  runnable,
  trace,
  traceable,
  tracingContext,
  type Exporter,
  type MethodDecorator,
  type TraceableOptions,
} from 'tracenest';
import type { TwinVariant } from './runTwins.js';

/** Reads of a run all that an exporter could, so that what is made late is made. */
class ReadingExporter implements Exporter {
  started = 0;

  onStart(run: Parameters<Exporter['onEnd']>[0]): void {
    JSON.stringify(run);
    this.started += 1;
  }

  onEnd(run: Parameters<Exporter['onEnd']>[0]): void {
    JSON.stringify(run);
  }
}

const exporter = new ReadingExporter();

/** How many runs started in each variant: a variant that traces nothing proves nothing. */
export const startedRuns: Record<string, number> = {};

const everyHook: TraceableOptions = {
  name: 'renamed',
  runType: 'tool',
  tags: ['twin'],
  metadata: { twin: true },
  projectName: 'twins',
  processInputs: (inputs) => ({ ...inputs, processed: true }),
  processOutputs: (value) => ({ value }),
  processChunk: (chunk) => ({ chunk }),
  aggregator: (chunks) => chunks.length,
  extractAttachments: (...args) => [{ note: { mimeType: 'text/plain', data: 'twin' } }, args],
  getInvocationParams: () => ({ ls_provider: 'twin' }),
  exceptionsToHandle: [RangeError],
  onStart: (run) => run.addEvent('started'),
  onEnd: (run) => run.addMetadata({ ended: true }),
};

const fail = (): never => {
  throw new Error('a hook that fails');
};

const failingHooks: TraceableOptions = {
  processInputs: fail,
  processOutputs: fail,
  processChunk: fail,
  aggregator: fail,
  extractAttachments: fail,
  getInvocationParams: fail,
  onStart: fail,
  onEnd: fail,
};

const twice: MethodDecorator = (method, context) => traceable({ runType: 'tool' })(traceable(method, context), context);

const computedOptions = (self: unknown, ...args: unknown[]): TraceableOptions => ({
  tags: [typeof self, String(args.length)],
});

const computed = traceable(computedOptions) as MethodDecorator;

function variant(
  name: string,
  traced: MethodDecorator,
  around: NonNullable<TwinVariant['around']> = (script) => script(),
): TwinVariant {
  return {
    name,
    traced,
    async around(script) {
      configure({ exporter, enabled: true, onDiagnostic: () => undefined });
      const before = exporter.started;
      await around(script);
      startedRuns[name] = (startedRuns[name] ?? 0) + exporter.started - before;
    },
  };
}

function off(script: () => void | Promise<void>): void | Promise<void> {
  configure({ enabled: false });
  return script();
}

/** Every way of tracing that a method can meet. */
export const twinVariants: readonly TwinVariant[] = [
  variant('bare', traceable),
  variant('every hook', traceable(everyHook)),
  variant('failing hooks', traceable(failingHooks)),
  variant('computed options', computed),
  variant('doubly decorated', twice),
  variant('inside a run', traceable, (script) => trace({ name: 'around' }, script)),
  variant('inside a tracingContext block', traceable, async (script) => {
    await trace({ name: 'barrier' }, async () => {
      using _scope = tracingContext({ tags: ['scope'] });
      await script();
    });
  }),
  variant('without an exporter', traceable, (script) => {
    configure({ exporter: undefined });
    return script();
  }),
  variant('silenced by a scope', traceable, (script) => tracingContext({ enabled: false }, script)),
  variant('silenced by an option', traceable({ enabled: false })),
  variant('off in the process, overrides possible', traceable, off),
];

/** Its members differ where they have to: see `runnable.spec.ts`. */
export const runnableVariant: TwinVariant = variant('runnable', runnable);

/** In a process of its own: computed options in another variant leave the library looking at every call. */
export const offVariant: TwinVariant = variant('off in the process', traceable, off);
