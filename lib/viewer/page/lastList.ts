let address = '/';

/** Remembers how the list was looked at, so that the way back from a trace leads there. */
export function rememberList(parameters: URLSearchParams): void {
  address = parameters.size === 0 ? '/' : `/?${parameters.toString()}`;
}

export function lastList(): string {
  return address;
}
