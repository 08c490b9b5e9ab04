/**
 * Names of span attributes, for what we write into spans and for what the server reads out of them. Copied here by hand: OTel
 * moved its GenAI names out of `@opentelemetry/semantic-conventions`, where all of them are deprecated.
 */

/** https://github.com/open-telemetry/semantic-conventions-genai */
export const genAi = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  temperature: 'gen_ai.request.temperature',
  maxTokens: 'gen_ai.request.max_tokens',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  seed: 'gen_ai.request.seed',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  presencePenalty: 'gen_ai.request.presence_penalty',
  stopSequences: 'gen_ai.request.stop_sequences',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheCreationTokens: 'gen_ai.usage.cache_creation.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  systemInstructions: 'gen_ai.system_instructions',
  toolName: 'gen_ai.tool.name',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',
  agentName: 'gen_ai.agent.name',
  workflowName: 'gen_ai.workflow.name',
  query: 'gen_ai.retrieval.query.text',
  documents: 'gen_ai.retrieval.documents',
  conversation: 'gen_ai.conversation.id',
} as const;

/** https://github.com/Arize-ai/openinference/tree/main/spec */
export const openInference = {
  kind: 'openinference.span.kind',
  input: 'input.value',
  inputType: 'input.mime_type',
  output: 'output.value',
  outputType: 'output.mime_type',
  inputMessages: 'llm.input_messages',
  outputMessages: 'llm.output_messages',
  model: 'llm.model_name',
  provider: 'llm.provider',
  parameters: 'llm.invocation_parameters',
  promptTokens: 'llm.token_count.prompt',
  completionTokens: 'llm.token_count.completion',
  totalTokens: 'llm.token_count.total',
  cacheReadTokens: 'llm.token_count.prompt_details.cache_read',
  cacheWriteTokens: 'llm.token_count.prompt_details.cache_write',
  reasoningTokens: 'llm.token_count.completion_details.reasoning',
  cost: 'llm.cost.total',
  finishReason: 'llm.finish_reason',
  documents: 'retrieval.documents',
  embeddings: 'embedding.embeddings',
  embeddingModel: 'embedding.model_name',
  toolName: 'tool.name',
  toolParameters: 'tool.parameters',
  agentName: 'agent.name',
  graphNode: 'graph.node.id',
  tags: 'tag.tags',
  metadata: 'metadata',
  session: 'session.id',
  user: 'user.id',
  /** On the resource. */
  project: 'openinference.project.name',
} as const;

/** Of OTel at large: https://opentelemetry.io/docs/specs/semconv/ */
export const otel = {
  exception: 'exception',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStack: 'exception.stacktrace',
  errorType: 'error.type',
  service: 'service.name',
} as const;

/** What LangSmith's own endpoint for OTLP reads. */
export const langSmith = {
  kind: 'langsmith.span.kind',
  project: 'langsmith.trace.session_name',
  tags: 'langsmith.span.tags',
} as const;

/** What conventions have no name for; with these a run is read back as it was. */
export const own = {
  /** The name of the instrumentation scope. */
  scope: 'tracenest',
  runId: 'tracenest.run.id',
  runType: 'tracenest.run.type',
  status: 'tracenest.run.status',
  attachments: 'tracenest.run.attachments',
} as const;
