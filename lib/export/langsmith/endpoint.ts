import { report } from '../../diagnostics/diagnostic.js';
import { formOf, readVariable, reportVariable } from '../../environment/variable.js';
import { parseEndpoint, parseHeaderText, variables } from '../environment.js';
import { isTooLongForReplica, maxProjectBytes } from './replica.js';

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

/** The members of {@link LangSmithEndpoint}. */
export const endpointMembers = ['endpoint', 'apiKey', 'workspaceId', 'projectName', 'primary'] as const;

const publicEndpoint = 'https://api.smith.langchain.com';

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

function requireHeaderText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value))) return;
  const form = typeof value === 'string' ? formOf(value) : typeof value;
  throw new TypeError(`LangSmithExporter: ${name} is ${form} and has to be a text of visible ASCII characters.`);
}

function checked({ endpoint, apiKey, workspaceId, ...others }: LangSmithEndpoint): LangSmithEndpoint {
  const url = typeof endpoint === 'string' ? parseEndpoint(endpoint) : undefined;
  if (url === undefined) {
    throw new TypeError('LangSmithExporter: an endpoint has to be a URL of http or https, without a query.');
  }
  requireHeaderText('apiKey', apiKey);
  requireHeaderText('workspaceId', workspaceId);
  const { projectName } = others as { projectName?: unknown };
  if (projectName !== undefined && (typeof projectName !== 'string' || isTooLongForReplica(projectName))) {
    throw new TypeError(`LangSmithExporter: projectName is a text of at most ${maxProjectBytes} bytes.`);
  }
  return { endpoint: url, apiKey, workspaceId, ...others };
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
    const beside = endpointMembers.find((name) => given[name] !== undefined);
    if (beside !== undefined) {
      throw new TypeError(
        `LangSmithExporter: give endpoints, each with what it needs, or ${endpointMembers.join(', ')} for one, and not both (there is ${beside} too).`,
      );
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

/** What a name and a password in a URL are sent as. */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = [username, password].map((text) => decodeURIComponent(text)).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

export function withoutCredentials(url: URL): string {
  const plain = new URL(url);
  plain.username = plain.password = '';
  return plain.href.replace(/\/+$/, '');
}

/** What diagnostics call an endpoint: its place without what may be secret in a URL. */
export function endpointName({ endpoint }: LangSmithEndpoint): string {
  const url = new URL(endpoint);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
