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

/** As browsers write it, also where somebody put a slash behind it. */
export function originOf(text: string): string {
  return text.toLowerCase().replace(/\/+$/, '');
}

/**
 * Refuses requests that a page of somebody else makes a browser send.
 *
 * A page can make its own name resolve to 127.0.0.1 (DNS rebinding): the request then is of the same origin for the browser, and
 * only the `Host` header shows it. Without rebinding, `Origin` does.
 */
export function sameHost({ hosts, origins }: HostPolicy): MiddlewareHandler {
  const allowed = hosts === 'any' ? undefined : new Set([...loopbackNames, ...hosts.map((host) => host.toLowerCase())]);
  const others = new Set(origins.map(originOf));
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
      !others.has(originOf(origin)) &&
      origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase()
    ) {
      throw new RequestError(
        403,
        'origin-refused',
        `Pages of ${origin.slice(0, 100)} may not use this server. Allow them with --allow-origin.`,
      );
    }
    // A link may lead here; whatever else a browser sends for a page of somebody else without naming it may not.
    if (
      origin === undefined &&
      req.header('sec-fetch-site') === 'cross-site' &&
      req.header('sec-fetch-mode') !== 'navigate'
    ) {
      throw new RequestError(403, 'origin-refused', 'Pages of other origins may not use this server.');
    }
    await next();
  };
}
