import { genAi, langSmith, openInference, otel, own } from '../../conventions/attributeNames.js';
import { runKinds, threadKeys, workflowOperation } from '../../conventions/runKinds.js';
import type { Run } from '../../run/run.js';
import { AttributeBag } from './attributeBag.js';
import { setModelAttributes } from './modelAttributes.js';
import type { SpanAttributes } from './otlpSpan.js';

type Bag = Readonly<Record<string, unknown>>;

const jsonType = 'application/json';

function bagOf(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function setDocuments(bag: AttributeBag, { inputs, outputs = {} }: Run): void {
  const texts = Object.values(inputs).filter((value) => typeof value === 'string');
  bag.set(genAi.query, inputs['query'] ?? inputs['question'] ?? texts[0]);
  const documents = listOf(outputs['documents'] ?? outputs['output']);
  if (documents.length === 0) return;
  for (const [index, value] of documents.entries()) {
    const document = bagOf(value);
    const at = `${openInference.documents}.${index}.document`;
    const content = document['pageContent'] ?? document['page_content'] ?? document['content'] ?? document['text'];
    bag.set(`${at}.content`, typeof value === 'object' ? content : value);
    bag.set(`${at}.id`, document['id']);
    bag.set(`${at}.score`, document['score']);
    bag.setJson(`${at}.metadata`, document['metadata']);
  }
  bag.setJson(genAi.documents, documents);
}

/** What the conventions have for runs of a type, besides inputs and outputs as a whole. */
function setByType(bag: AttributeBag, run: Run): void {
  const { runType, name, inputs, outputs } = run;
  switch (runType) {
    case 'llm':
    case 'embedding':
      return setModelAttributes(bag, run);
    case 'retriever':
      return setDocuments(bag, run);
    case 'tool':
      bag.set(genAi.toolName, name);
      bag.setJson(genAi.toolArguments, inputs);
      bag.setJson(genAi.toolResult, outputs);
      bag.set(openInference.toolName, name);
      return bag.setJson(openInference.toolParameters, inputs);
    case 'agent':
      bag.set(genAi.agentName, name);
      return bag.set(openInference.agentName, name);
    default:
  }
}

function setContent(bag: AttributeBag, { inputs, outputs }: Run): void {
  bag.setJson(openInference.input, inputs);
  bag.set(openInference.inputType, jsonType);
  if (outputs === undefined) return;
  bag.setJson(openInference.output, outputs);
  bag.set(openInference.outputType, jsonType);
}

function setContext(bag: AttributeBag, { metadata, tags, projectName }: Run): void {
  const thread = threadKeys.map((key) => metadata[key]).find((value) => typeof value === 'string');
  bag.set(genAi.conversation, thread);
  bag.set(openInference.session, thread);
  bag.set(openInference.user, metadata['user_id']);
  bag.set(openInference.graphNode, metadata['langgraph_node']);
  if (Object.keys(metadata).length > 0) bag.setJson(openInference.metadata, metadata);
  if (tags.length > 0) bag.set(openInference.tags, [...tags]);
  bag.set(langSmith.project, projectName);
  if (tags.length > 0) bag.set(langSmith.tags, tags.join(','));
}

/** The attributes of a run's span: by OTel's GenAI conventions and by OpenInference's, and what neither has a name for. */
export function runAttributes(run: Run): SpanAttributes {
  const bag = new AttributeBag();
  const { id, runType, parentRunId, status, startTime, events, error, attachments } = run;
  const { operation, kind } = runKinds[runType];
  const isWorkflow = runType === 'chain' && parentRunId === undefined;
  bag.set(genAi.operation, isWorkflow ? workflowOperation : operation);
  if (isWorkflow) bag.set(genAi.workflowName, run.name);
  bag.set(openInference.kind, kind);
  // LangSmith has no agents.
  bag.set(langSmith.kind, runType === 'agent' ? 'chain' : runType);
  bag.set(own.runId, id);
  bag.set(own.runType, runType);
  bag.set(own.status, status);
  setContent(bag, run);
  setContext(bag, run);
  setByType(bag, run);
  const firstToken = events.find(({ name }) => name === 'new_token');
  if (firstToken !== undefined) bag.set(genAi.timeToFirstChunk, (firstToken.time - startTime) / 1000);
  bag.set(otel.errorType, error?.name);
  const files = Object.keys(attachments);
  if (files.length > 0) bag.set(own.attachments, files);
  return bag.attributes;
}
