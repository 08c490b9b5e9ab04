import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOnSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { wrapSubjects } from '../subjects.mjs';

const discard = {
  onStart() {},
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
};

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const provider = new BasicTracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [discard] });
const tracer = provider.getTracer('bench');

const noAttributes = { input() {}, output() {} };
const jsonAttributes = {
  input: (span, value) => span.setAttribute('input.value', JSON.stringify(value)),
  output: (span, value) => span.setAttribute('output.value', JSON.stringify(value)),
};

function fail(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  throw error;
}

function succeed(span, value, record) {
  record.output(span, value);
  span.end();
  return value;
}

function traceSync(body, name, record) {
  return (input) =>
    tracer.startActiveSpan(name, (span) => {
      record.input(span, input);
      try {
        return succeed(span, body(input), record);
      } catch (error) {
        return fail(span, error);
      }
    });
}

function traceAsync(body, name, record) {
  return (input) =>
    tracer.startActiveSpan(name, async (span) => {
      record.input(span, input);
      try {
        return succeed(span, await body(input), record);
      } catch (error) {
        return fail(span, error);
      }
    });
}

/** OpenTelemetry has no wrapper for generators: this is what its users write. */
function traceGenerator(body, name, record, settle) {
  return (input) => {
    const span = tracer.startSpan(name);
    record.input(span, input);
    const active = trace.setSpan(context.active(), span);
    const inner = body(input);
    const chunks = [];
    const succeeded = (result) => {
      if (result.done) succeed(span, chunks, record);
      else if (record === jsonAttributes) chunks.push(result.value);
      return result;
    };
    const step = (method, value) => settle(() => context.with(active, method, inner, value), succeeded, span);
    return {
      next: (value) => step(inner.next, value),
      return: (value) => step(inner.return, value),
      throw: (error) => step(inner.throw, error),
      [Symbol.iterator]() {
        return this;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
}

function settleNow(advance, succeeded, span) {
  try {
    return succeeded(advance());
  } catch (error) {
    return fail(span, error);
  }
}

function settleLater(advance, succeeded, span) {
  return advance().then(succeeded, (error) => fail(span, error));
}

function openTelemetrySubjects(record) {
  const tracers = {
    sync: traceSync,
    async: traceAsync,
    generator: (body, name) => traceGenerator(body, name, record, settleNow),
    asyncGenerator: (body, name) => traceGenerator(body, name, record, settleLater),
  };
  return wrapSubjects((body, kind, name) => tracers[kind](body, name, record));
}

export const spans = () => openTelemetrySubjects(noAttributes);
export const spansWithJson = () => openTelemetrySubjects(jsonAttributes);
