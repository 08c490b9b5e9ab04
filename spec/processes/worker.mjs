// A worker thread of threads.spec.ts: traces below the parent that a message names, and sends its runs back.
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { configure, getCurrentRunTree, traceable, tracingContext } from 'tracenest';

const exporter = { ended: [], onEnd: (run) => exporter.ended.push(run.toJSON()) };
configure({ exporter });

const inner = traceable(async function inner() {});
const work = traceable(async function work() {
  await inner();
  return getCurrentRunTree().tags;
});

const [{ parent, port }] = await once(parentPort, 'message');
const inherited = getCurrentRunTree() === undefined ? 'nothing' : 'something';
const tags = await tracingContext(parent, () => work());
port.postMessage({ inherited, tags, runs: exporter.ended });
port.close();
