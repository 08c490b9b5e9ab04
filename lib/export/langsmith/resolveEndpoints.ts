import { report } from '../../diagnostics/diagnostic.js';
import { formOf, nameInForce, readVariable } from '../../environment/variable.js';
import { nowhere, parseEndpoint, variables } from '../environment.js';
import { endpointMembers, type LangSmithEndpoint } from './endpoint.js';
import { isTooLongForReplica, maxProjectBytes } from './replica.js';
import { endpointsFromVariable } from './runsEndpoints.js';

const publicEndpoint = 'https://api.smith.langchain.com';

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

/** An endpoint in force, or none that can be: then runs are sent nowhere. */
export interface Place extends LangSmithEndpoint {
  /** The variable that should say where, and is wrong. */
  readonly wrongVariable?: string | undefined;
}

/** The endpoints in force: the options' before the environment's. */
export function resolveEndpoints(
  given: Partial<LangSmithEndpoint>,
  several: readonly LangSmithEndpoint[] | undefined,
): readonly Place[] {
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
  const replicas = isNamed ? undefined : endpointsFromVariable();
  if (replicas?.length === 0) return [{ endpoint: nowhere, wrongVariable: 'LANGSMITH_RUNS_ENDPOINTS' }];
  if (replicas !== undefined) return replicas;
  const one = {
    endpoint: given.endpoint ?? readVariable(variables.endpoint) ?? publicEndpoint,
    apiKey: given.apiKey ?? readVariable(variables.apiKey),
    workspaceId: given.workspaceId ?? readVariable(variables.workspaceId),
    projectName: given.projectName,
    primary: given.primary ?? true,
  };
  if (given.endpoint === undefined && one.endpoint === nowhere) {
    return [{ ...one, wrongVariable: nameInForce(variables.endpoint) }];
  }
  if (one.apiKey === undefined && one.endpoint === publicEndpoint) {
    report({
      code: 'langsmith-no-key',
      message: `${publicEndpoint} takes runs only with an API key, and there is none: set LANGSMITH_API_KEY or the option apiKey, or LANGSMITH_ENDPOINT to a server of your own.`,
    });
  }
  return [checked(one)];
}
