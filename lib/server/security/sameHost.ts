import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../requestError.js';

/** Which names a browser may call the server by, and which pages may. */
export interface HostPolicy {
  /** Host names besides those of loopback, without port; `any` where clients need a key, which no rebound page has. */
  readonly hosts: readonly string[] | 'any';
  /** Origins of other pages, `https://app.example`. */
  readonly origins: readonly string[];
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

/**
 * Refuses requests that a page of somebody else makes a browser send.
 *
 * A page can make its own name resolve to 127.0.0.1 (DNS rebinding): the request then is of the same origin for the browser, and
 * only the `Host` header shows it. Without rebinding, `Origin` does.
 */
export function sameHost({ hosts, origins }: HostPolicy): MiddlewareHandler {
  const allowed = hosts === 'any' ? undefined : new Set([...loopbackNames, ...hosts.map((host) => host.toLowerCase())]);
  return async ({ req }, next) => {
    const host = req.header('host') ?? '';
    if (allowed?.has(hostName(host)) === false) {
      throw new RequestError(
        403,
        'host-refused',
        `This server does not answer to the name "${hostName(host).slice(0, 100)}". Use localhost, or allow the name with --allow-host.`,
      );
    }
    const origin = req.header('origin');
    if (
      origin !== undefined &&
      !origins.includes(origin) &&
      origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase()
    ) {
      throw new RequestError(
        403,
        'origin-refused',
        `Pages of ${origin.slice(0, 100)} may not use this server. Allow them with --allow-origin.`,
      );
    }
    await next();
  };
}
