/**
 * Where the traces of this page come from: the store, or a file that is looked at without being kept. The address of such a page
 * begins with `/files/<id>`, and so do the routes behind it.
 */
export function filePrefix(): string {
  return /^\/files\/[^/]+/.exec(location.pathname)?.[0] ?? '';
}

/** An address of this page among the same traces: `/traces/0195…`. */
export function pageUrl(address: string): string {
  return filePrefix() + address;
}

/** A route of the server, `/api/…`, for the same traces. */
export function apiUrl(route: string): string {
  return `/api${filePrefix()}${route.slice('/api'.length)}`;
}
