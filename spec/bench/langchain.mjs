// npm run bench:langchain -- [--repetitions n] [--assert]
// What following LangChain costs: a RunnableSequence of five lambdas, six runs a call, plain, with our bridge, and with
// LangSmith's tracer whose client does nothing. Each measurement is a process of its own; they take turns.
import { execFile } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { median, timePerUnit } from './timing.mjs';

const runsPerCall = 6;
const wantedRatio = 3;
const millisecondsPerSample = 600;

/** How a call is followed. Each makes what the calls are given as their config. */
const followers = {
  plain: async () => () => undefined,
  tracenest: async () => {
    const { configure } = await import('tracenest');
    const { toRunnableConfig } = await import('tracenest/langchain');
    configure({ enabled: true, exporter: { onEnd() {} } });
    return () => toRunnableConfig();
  },
  'tracenest, inputs and outputs read': async () => {
    const { configure } = await import('tracenest');
    const { toRunnableConfig } = await import('tracenest/langchain');
    configure({ enabled: true, exporter: { onEnd: (run) => void (run.id + run.inputs + run.outputs) } });
    return () => toRunnableConfig();
  },
  langsmith: async () => {
    const { LangChainTracer } = await import('@langchain/core/tracers/tracer_langchain');
    // Only the tracer is measured: its export costs more.
    const client = { async createRun() {}, async updateRun() {} };
    const tracer = new LangChainTracer({ client });
    return () => ({ callbacks: [tracer] });
  },
};

async function measure(follower) {
  const { RunnableLambda, RunnableSequence } = await import('@langchain/core/runnables');
  // LangChain has its storage in every process, as in one that uses LangGraph.
  await import('@langchain/core/context');
  const config = await followers[follower]();
  const chain = RunnableSequence.from(Array.from({ length: 5 }, () => RunnableLambda.from((value) => value + 1)));
  const workload = {
    title: follower,
    unitsPerCall: 1,
    async loop(_subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) sum += await chain.invoke(call, config());
      return sum;
    },
  };
  return timePerUnit(workload, undefined, millisecondsPerSample);
}

const { values: options } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '7' },
    assert: { type: 'boolean', default: false },
    measure: { type: 'string' },
  },
});

async function report() {
  const run = promisify(execFile);
  const foreign = /^(LANGSMITH|LANGCHAIN|TRACENEST|OTEL)_|^NODE_OPTIONS$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const samples = Object.fromEntries(Object.keys(followers).map((name) => [name, []]));
  const load = loadavg()[0].toFixed(1);
  for (let repetition = 0; repetition < Number(options.repetitions); repetition++) {
    for (const [name, taken] of Object.entries(samples)) {
      const args = ['--expose-gc', '--single-threaded', fileURLToPath(import.meta.url), '--measure', name];
      const { stdout } = await run(process.execPath, args, { env });
      taken.push(Number(stdout.trim().split('\n').at(-1)));
    }
  }
  const plain = median(samples.plain);
  const added = (name) => (median(samples[name]) - plain) / runsPerCall;
  console.log(`Node ${process.version}, load ${load} on ${availableParallelism()} processors at the start`);
  console.log(
    `A sequence of five lambdas takes ${(plain / 1000).toFixed(0)} µs of processor time. What is added for a run:\n`,
  );
  for (const name of Object.keys(followers).slice(1)) {
    console.log(`${name.padEnd(36)} ${(added(name) / 1000).toFixed(1).padStart(7)} µs`);
  }
  const ratio = added('langsmith') / added('tracenest');
  console.log(`\nlangsmith's tracer adds ${ratio.toFixed(1)} times as much (wanted: at least ${wantedRatio})`);
  if (options.assert && !(ratio >= wantedRatio)) process.exitCode = 1;
}

if (options.measure === undefined) await report();
else console.log(await measure(options.measure));
