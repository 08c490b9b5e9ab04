import type { MiddlewareHandler } from 'hono';

/** The page runs its own scripts and styles only, and talks to nobody but this server: whatever a trace holds stays text. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Puts them on every answer that is made with the context: beforehand, as an answer that is changed has to be made twice. */
export const withSafeHeaders: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(safeHeaders)) context.header(name, value);
  await next();
};
