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
