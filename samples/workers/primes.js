// The thread of workerThreads.ts. Plain JavaScript, because threads do not inherit tsx.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { configure, flush, traceable, tracingContext } from 'tracenest';
import { FileExporter } from 'tracenest/exporters';

// All threads append to one file.
configure({ exporter: new FileExporter(workerData.file) });

const primesBelow = traceable(
  function primesBelow(limit) {
    const numbers = Array.from({ length: limit }, (_, number) => number).slice(2);
    return numbers.filter((number) => numbers.every((other) => other >= number || number % other !== 0)).length;
  },
  { runType: 'tool' },
);

const [{ limit, parent }] = await once(parentPort, 'message');
const count = tracingContext(parent, () => primesBelow(limit));
await flush();
parentPort.postMessage(count);
