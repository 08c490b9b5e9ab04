import type { Misplacement, MisplacementCause } from '../../wire/misplacement.js';

type Explained = Pick<Misplacement, 'explanation' | 'fix'>;

const propagate = `// in the caller
await fetch(url, { headers: run.toHeaders() });
// in the service that is called
tracingContext(request.headers, () => handle(request));`;

/** What most likely happened, and what to change, by cause. Names are those of this library; LangSmith's runs are helped the same way. */
export const explanations: Readonly<Record<MisplacementCause, (name: string) => Explained>> = {
  'still-running': (name) => ({
    explanation: `The run that called ${name} has not been sent yet: it may still be going on.`,
    fix: {
      text: 'Wait for it. If it never comes, its process ended before it was delivered: flush before the process exits.',
      code: 'await flush({ timeoutMs: 5000 });',
    },
  }),
  'other-process': (name) => ({
    explanation: `${name} was called from another process or service, whose runs do not arrive here.`,
    fix: {
      text: 'Let that process send its runs to this server too; the headers that it passes on are right already.',
      code: 'LANGSMITH_TRACING=true LANGSMITH_ENDPOINT=http://127.0.0.1:4319 node caller.js',
    },
  }),
  'not-exported': (name) => ({
    explanation: `The run that called ${name} never arrived: it never ended, was sampled out, or its batch was lost.`,
    fix: {
      text: 'Look for an error of the exporter in that process, end every run, and flush before the process exits.',
      code: 'run.end();\nawait flush({ timeoutMs: 5000 });',
    },
  }),
  'context-lost': (name) => ({
    explanation: `${name} started a trace of its own while another one was going on. It was most likely started by a callback, timer, queue or emitter that forgot who called.`,
    fix: {
      text: 'Bind the callback where it is made, keep the context over the await in browsers, or pass the parent on where the work crosses a queue, thread or process.',
      code: `queue.push(bind(() => work()));            // a callback that somebody else calls\nawait keep(promise);                        // an await in a browser\ntracingContext(headers, () => work());      // work of another process\n\n${propagate}`,
    },
  }),
  pruned: (name) => ({
    explanation: `The run that called ${name} was removed: it is older than what this server keeps.`,
    fix: { text: 'Keep traces for longer.', code: 'tracenest --max-age 90 --max-size 50GB' },
  }),
};
