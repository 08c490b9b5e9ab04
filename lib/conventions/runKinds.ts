import type { RunType } from '../run/run.js';

/** What a run of a type is called by the conventions. `undefined`: they have no name for it. */
interface RunKind {
  /** GenAI's `gen_ai.operation.name`. */
  readonly operation: string | undefined;
  /** OpenInference's `openinference.span.kind`. */
  readonly kind: string;
}

export const runKinds: Readonly<Record<RunType, RunKind>> = {
  llm: { operation: 'chat', kind: 'LLM' },
  embedding: { operation: 'embeddings', kind: 'EMBEDDING' },
  retriever: { operation: 'retrieval', kind: 'RETRIEVER' },
  tool: { operation: 'execute_tool', kind: 'TOOL' },
  agent: { operation: 'invoke_agent', kind: 'AGENT' },
  chain: { operation: undefined, kind: 'CHAIN' },
  prompt: { operation: undefined, kind: 'PROMPT' },
  parser: { operation: undefined, kind: 'CHAIN' },
};

/** The root of a trace that is a chain. */
export const workflowOperation = 'invoke_workflow';

/** Run types by operation, for spans of anybody: also by operations that we do not write. */
export const typeOfOperation: Readonly<Record<string, RunType>> = {
  ...Object.fromEntries(
    Object.entries(runKinds).flatMap(([type, { operation }]) =>
      operation === undefined ? [] : [[operation, type as RunType]],
    ),
  ),
  [workflowOperation]: 'chain',
  text_completion: 'llm',
  generate_content: 'llm',
  create_agent: 'agent',
};

/** Run types by OpenInference's, Traceloop's and LangSmith's kinds, in small letters. */
export const typeOfKind: Readonly<Record<string, RunType>> = {
  ...Object.fromEntries((Object.keys(runKinds) as RunType[]).map((type) => [type, type])),
  reranker: 'retriever',
  guardrail: 'chain',
  evaluator: 'chain',
  workflow: 'chain',
  task: 'chain',
};

/** Metadata that groups traces to a conversation, by precedence. */
export const threadKeys = ['thread_id', 'session_id', 'conversation_id'] as const;
