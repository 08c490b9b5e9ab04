import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { safeHeaders } from '../security/safeHeaders.js';

/**
 * Answers with JSON straight through Node: a web `Response`, with its headers and the stream of its body, costs as much as all else
 * about a request that brings a single run.
 */
export function quickAnswer(context: Context, status: ContentfulStatusCode, value: object): Response {
  const { outgoing } = Object(context.env) as { outgoing?: ServerResponse };
  // A page needs headers of its own to be let read the answer.
  if (outgoing === undefined || context.req.header('origin') !== undefined) return context.json(value, status);
  const body = JSON.stringify(value);
  const headers = { ...safeHeaders, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  outgoing.writeHead(status, headers).end(body);
  return RESPONSE_ALREADY_SENT;
}
