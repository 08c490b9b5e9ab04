import { report } from '../../diagnostics/diagnostic.js';
import { formOf, readVariable, reportVariable } from '../../environment/variable.js';
import { parseEndpoint, variables } from '../environment.js';

/** Where runs go, and as whom. */
export interface LangSmithEndpoint {
  /** The base of the API, such as `https://api.smith.langchain.com`. */
  readonly endpoint: string;
  readonly apiKey?: string | undefined;
  /** The workspace, for keys that reach several. */
  readonly workspaceId?: string | undefined;
  /**
   * The project, in place of the runs' own. As with LangSmith's clients, runs get other ids there, made of their own and the
   * project's name, so that both can be in one workspace; unless the endpoint is `primary`.
   */
  readonly projectName?: string | undefined;
  /** Whether runs keep their ids although the project is another. */
  readonly primary?: boolean | undefined;
}

const publicEndpoint = 'https://api.smith.langchain.com';

function endpointOf(item: unknown, position: string): LangSmithEndpoint | undefined {
  const { api_url: url, api_key: apiKey, project_name: project, primary } = Object(item) as Record<string, unknown>;
  const endpoint = typeof url === 'string' ? parseEndpoint(url) : undefined;
  const problem =
    endpoint === undefined
      ? 'api_url, a URL of http or https'
      : typeof apiKey !== 'string'
        ? 'api_key, a text'
        : project != null && typeof project !== 'string'
          ? 'project_name, a text, or without it'
          : primary != null && typeof primary !== 'boolean'
            ? 'primary, true or false, or without it'
            : undefined;
  if (endpoint !== undefined && problem === undefined) {
    return {
      endpoint,
      apiKey: apiKey as string,
      ...(typeof project === 'string' ? { projectName: project } : {}),
      ...(typeof primary === 'boolean' ? { primary } : {}),
    };
  }
  report({
    code: 'variable-invalid',
    message: `The ${position} in LANGSMITH_RUNS_ENDPOINTS has to have ${problem ?? ''}. Used instead: the others.`,
  });
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The endpoints that `LANGSMITH_RUNS_ENDPOINTS` names; none where it is not set, or is nothing of the kind. */
function endpointsFromEnvironment(): readonly LangSmithEndpoint[] {
  const text = readVariable(variables.runsEndpoints);
  if (text === undefined) return [];
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) {
    const { form, fallback } = variables.runsEndpoints;
    reportVariable('LANGSMITH_RUNS_ENDPOINTS', text, form, fallback);
    return [];
  }
  const items = Array.isArray(json)
    ? json
    : Object.entries(json).map(([url, key]) => ({ api_url: url, api_key: key as unknown }));
  const endpoints = items.flatMap((item, index) => endpointOf(item, `entry ${index + 1}`) ?? []);
  if (endpoints.length > 0 && readVariable(variables.endpoint) !== undefined) {
    report({
      code: 'variable-shadowed',
      message: 'LANGSMITH_RUNS_ENDPOINTS and LANGSMITH_ENDPOINT are both set; runs go to those of the first alone.',
    });
  }
  return endpoints;
}

function checked({ endpoint, apiKey, ...others }: LangSmithEndpoint): LangSmithEndpoint {
  const url = typeof endpoint === 'string' ? parseEndpoint(endpoint) : undefined;
  if (url === undefined) throw new TypeError('LangSmithExporter: an endpoint has to be a URL of http or https.');
  const key: unknown = apiKey;
  if (key !== undefined && (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key))) {
    const form = typeof key === 'string' ? formOf(key) : typeof key;
    throw new TypeError(`LangSmithExporter: apiKey is ${form} and has to be a text of visible ASCII characters.`);
  }
  return { endpoint: url, apiKey, ...others };
}

/** The endpoints in force: the options' before the environment's. */
export function resolveEndpoints(
  given: Partial<LangSmithEndpoint>,
  several: readonly LangSmithEndpoint[] | undefined,
): readonly LangSmithEndpoint[] {
  if (several !== undefined) {
    if (!Array.isArray(several) || several.length === 0) {
      throw new TypeError('LangSmithExporter: endpoints needs a list of at least one endpoint.');
    }
    return several.map(checked);
  }
  const isNamed = given.endpoint !== undefined || given.apiKey !== undefined;
  const replicas = isNamed ? [] : endpointsFromEnvironment();
  if (replicas.length > 0) return replicas;
  const one = {
    endpoint: given.endpoint ?? readVariable(variables.endpoint) ?? publicEndpoint,
    apiKey: given.apiKey ?? readVariable(variables.apiKey),
    workspaceId: given.workspaceId ?? readVariable(variables.workspaceId),
    projectName: given.projectName,
    primary: given.primary ?? true,
  };
  if (one.apiKey === undefined && one.endpoint === publicEndpoint) {
    report({
      code: 'langsmith-no-key',
      message: `${publicEndpoint} takes runs only with an API key, and there is none: set LANGSMITH_API_KEY or the option apiKey, or LANGSMITH_ENDPOINT to a server of your own.`,
    });
  }
  return [checked(one)];
}

/** What diagnostics call an endpoint: its place without what may be secret in a URL. */
export function endpointName({ endpoint }: LangSmithEndpoint): string {
  const url = new URL(endpoint);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
