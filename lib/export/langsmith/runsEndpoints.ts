import { report } from '../../diagnostics/diagnostic.js';
import { nameInForce, readVariable, reportVariable } from '../../environment/variable.js';
import { nowhere, nowhereText, parseEndpoint, parseHeaderText, variables } from '../environment.js';
import type { LangSmithEndpoint } from './endpoint.js';
import { isTooLongForReplica, maxProjectBytes } from './replica.js';

const name = 'LANGSMITH_RUNS_ENDPOINTS';

function endpointOf(item: unknown, position: string): LangSmithEndpoint | undefined {
  const { api_url: url, api_key: apiKey, project_name: project, primary } = Object(item) as Record<string, unknown>;
  const endpoint = typeof url === 'string' ? parseEndpoint(url) : undefined;
  const key = typeof apiKey === 'string' ? parseHeaderText(apiKey) : undefined;
  const problem =
    endpoint === undefined
      ? 'api_url, a URL of http or https without a query'
      : key === undefined
        ? 'api_key, a text of visible ASCII characters'
        : project != null && (typeof project !== 'string' || isTooLongForReplica(project))
          ? `project_name, a text of at most ${maxProjectBytes} bytes, or without it`
          : primary != null && typeof primary !== 'boolean'
            ? 'primary, true or false, or without it'
            : undefined;
  if (endpoint !== undefined && problem === undefined) {
    return {
      endpoint,
      apiKey: key,
      ...(typeof project === 'string' ? { projectName: project } : {}),
      ...(typeof primary === 'boolean' ? { primary } : {}),
    };
  }
  report({
    code: 'variable-invalid',
    message: `The ${position} in ${name} has to have ${problem ?? ''}. It is left out.`,
  });
  return undefined;
}

/** The entries of a list, or of an object of key by URL; none where the text is neither. */
function entriesOf(text: string): readonly unknown[] {
  try {
    const json: unknown = JSON.parse(text);
    if (Array.isArray(json)) return json as readonly unknown[];
    if (typeof json !== 'object' || json === null) return [];
    return Object.entries(json).map(([url, key]) => ({ api_url: url, api_key: key as unknown }));
  } catch {
    return [];
  }
}

/** The endpoints that `LANGSMITH_RUNS_ENDPOINTS` names, none where it is wrong; `undefined` where it is not set. */
export function endpointsFromVariable(): readonly LangSmithEndpoint[] | undefined {
  const text = readVariable(variables.runsEndpoints);
  if (text === undefined) return undefined;
  // Told already.
  if (text === nowhere) return [];
  const endpoints = entriesOf(text).flatMap((item, index) => endpointOf(item, `entry ${index + 1}`) ?? []);
  if (endpoints.length === 0) reportVariable(name, text, variables.runsEndpoints.form, nowhereText);
  else if (nameInForce(variables.endpoint) !== undefined) {
    report({
      code: 'variable-shadowed',
      message: `${name} and LANGSMITH_ENDPOINT are both set; runs go to those of the first alone.`,
    });
  }
  return endpoints;
}
