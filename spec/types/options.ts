/** Options are checked. Compiled, never run. */
import { configure, MemoryExporter, traceable, type RunTree, type TraceableOptions } from 'tracenest';
import { hasType } from './sameType.js';

export const everything: Required<TraceableOptions> = {
  name: 'name',
  runType: 'retriever',
  tags: ['a'],
  metadata: { a: 1 },
  projectName: 'project',
  enabled: true,
  exporter: new MemoryExporter(),
  argumentNames: ['question'],
  processInputs: (inputs) => {
    hasType<Record<string, unknown>>()(inputs);
    return inputs;
  },
  processOutputs: (value) => {
    hasType<unknown>()(value);
    return value;
  },
  processChunk: (chunk) => chunk,
  aggregator: (chunks) => {
    hasType<unknown[]>()(chunks);
    return chunks.length;
  },
  extractAttachments: (...args) => [{ file: { mimeType: 'text/plain', data: 'x' } }, args],
  getInvocationParams: () => ({ ls_model_name: 'small' }),
  exceptionsToHandle: [RangeError, TypeError],
  onStart: (run) => hasType<RunTree>()(run),
  onEnd: (run) => hasType<RunTree>()(run),
};

traceable(everything);
traceable({});
traceable({ name: undefined, tags: undefined });
for (const runType of ['llm', 'chain', 'tool', 'retriever', 'embedding', 'prompt', 'parser', 'agent'] as const) {
  traceable({ runType });
}

// @ts-expect-error -- no such option
traceable({ processInput: () => ({}) });
// @ts-expect-error -- snake_case is LangSmith's wire
traceable({ run_type: 'llm' });
// @ts-expect-error -- no such run type
traceable({ runType: 'model' });
// @ts-expect-error -- tags are a list
traceable({ tags: 'a' });
// @ts-expect-error -- an exporter has onEnd
traceable({ exporter: {} });
// @ts-expect-error -- hooks are synchronous and give inputs
traceable({ processInputs: async (inputs: Record<string, unknown>) => inputs });
// @ts-expect-error -- classes, not their names
traceable({ exceptionsToHandle: ['RangeError'] });
// @ts-expect-error -- enabled is a boolean
traceable({ enabled: 'false' });
// @ts-expect-error -- no such option, on a function
traceable(() => 1, { runtype: 'llm' });

configure({ exporter: [new MemoryExporter()], projectName: 'p', tags: ['a'], metadata: {}, enabled: false });
configure({ exporter: undefined, onDiagnostic: ({ code, message, cause }) => void [code, message, cause] });
// @ts-expect-error -- no such setting
configure({ project: 'p' });
// @ts-expect-error -- an exporter has onEnd
configure({ exporter: { onStart: () => undefined } });

export class WrongOptions {
  // @ts-expect-error -- no such option
  @traceable({ process: true })
  unknown(): void {}

  // @ts-expect-error -- no such run type
  @traceable({ runType: 'unknown' })
  runType(): void {}

  // @ts-expect-error -- computed options are checked too
  @traceable((self: WrongOptions) => ({ runType: self.constructor.name }))
  computed(): void {}

  // @ts-expect-error -- the object is a WrongOptions
  @traceable((self: { topic: string }) => ({ name: self.topic }))
  self(): void {}

  // @ts-expect-error -- the argument is a text
  @traceable((_self: WrongOptions, count: number) => ({ name: count.toFixed() }))
  argument(question: string): string {
    return question;
  }
}
