import { Hono, type Context } from 'hono';
import { requestBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { RunChange } from '../store/runChange.js';
import type { TraceStore } from '../store/traceStore.js';
import { readSpans } from './readSpans.js';
import { spanChange } from './spanChange.js';
import { decodeRequest, encodeResponse, encodeStatus } from './traceMessages.js';

/** gRPC's codes. */
const invalidArgument = 3;
const unavailable = 14;

function decoded(body: Buffer, isJson: boolean): unknown {
  try {
    return isJson ? JSON.parse(body.toString()) : decodeRequest(body);
  } catch (error) {
    const kind = isJson ? 'JSON' : 'protobuf';
    throw new RequestError(
      400,
      'bad-otlp',
      `The body is no ${kind} of an ExportTraceServiceRequest: ${(error as Error).message}`,
    );
  }
}

/** Whether a body is JSON or protobuf; a missing type is protobuf, OTLP's default. */
function isJsonType(type: string): boolean {
  if (/^application\/json\b/i.test(type)) return true;
  if (type === '' || /^application\/x-protobuf\b/i.test(type)) return false;
  throw new RequestError(
    415,
    'unknown-type',
    `content-type: ${type.slice(0, 100)} is neither application/json nor application/x-protobuf.`,
  );
}

/** What OTLP's clients are told of a mistake: gRPC's `Status`, in the encoding of the request. */
function statusAnswer(context: Context, { status, message, headers }: RequestError): Response {
  const code = status === 503 ? unavailable : invalidArgument;
  if (/^application\/json\b/i.test(context.req.header('content-type') ?? ''))
    return context.json({ code, message }, status, { ...headers });
  const body = new Uint8Array(encodeStatus(code, message));
  return context.body(body, status, { ...headers, 'content-type': 'application/x-protobuf' });
}

/** OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp): traces, in JSON and in protobuf. */
export function otlpRoutes(store: TraceStore, limits: Limits): Hono {
  const take = async (context: Context): Promise<Response> => {
    const isJson = isJsonType(context.req.header('content-type') ?? '');
    const { spans, errors } = readSpans(decoded(await requestBody(context, limits), isJson));
    const project = context.req.header('langsmith-project');
    const refused = [...errors];
    const changes: RunChange[] = [];
    for (const span of spans) {
      try {
        changes.push(spanChange(span, project));
      } catch (error) {
        refused.push(`span ${span.spanId}: ${(error as Error).message}`);
      }
    }
    await store.write(changes);
    const message = refused.slice(0, 10).join('; ');
    if (!isJson) {
      return context.body(new Uint8Array(encodeResponse(refused.length, message)), 200, {
        'content-type': 'application/x-protobuf',
      });
    }
    return context.json(
      refused.length === 0 ? {} : { partialSuccess: { rejectedSpans: refused.length, errorMessage: message } },
    );
  };
  const routes = new Hono().post('/v1/traces', take).post('/otel/v1/traces', take);
  return routes.onError((error, context) => {
    if (!(error instanceof RequestError)) throw error;
    return statusAnswer(context, error);
  });
}
