import { isUuid } from '../../run/identity.js';
import { environmentNow } from '../../environment/variable.js';

const names = ['LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING_V2', 'LANGSMITH_TRACING', 'LANGCHAIN_TRACING'];

/**
 * LangChain's id of a step as the id of our run; `undefined` where the run is to have one of its own: where the environment
 * lets LangSmith's tracer record the same step, both may go to one server, and there an id is one run in one tree.
 */
export function sharedId(id: string): string | undefined {
  const environment = environmentNow();
  const isTwice = names.some((name) => environment[name] === 'true');
  return isUuid(id) && !isTwice ? id.toLowerCase() : undefined;
}
