import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { RequestError } from '../requestError.js';

export const keyCookie = 'tracenest_key';

/** Of equal length whatever was sent, so that comparing tells nothing of the key. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Whether two keys are the same, in a time that does not depend on them. */
export function isSameKey(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** The key as clients send it: LangSmith's header, a bearer token, or the cookie of the page, which `EventSource` needs. */
function sentKey(context: Context): string | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  return context.req.header('x-api-key') ?? bearer ?? getCookie(context, keyCookie);
}

/** Lets nobody in without the key. */
export function requireKey(key: string): MiddlewareHandler {
  return async (context, next) => {
    const sent = sentKey(context);
    if (sent === undefined || !isSameKey(sent, key)) {
      throw new RequestError(
        401,
        'key-needed',
        'This server needs its API key, as x-api-key or as a bearer token: the one that it was started with (--api-key).',
      );
    }
    await next();
  };
}
