// npm run bench:ingest -- [--node major] [--seconds 10] [--json file] [--assert]
// Runs per second that the trace server takes on loopback, with the generator on the same cores, and what that does to readers.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { multipartBody } from './ingestBodies.mjs';
import { nodeBinary } from './nodeBinary.mjs';

const { values: options } = parseArgs({
  options: {
    node: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '4' },
    json: { type: 'string' },
    assert: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const node = nodeBinary(options.node);
const command = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'tracenest-bench-'));
  const child = spawn(node.path, [command, 'serve', '--json', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (text) => resolve(JSON.parse(String(text).split('\n')[0]).url));
    child.once('exit', () => reject(new Error('The server did not start.')));
  });
  return {
    url,
    pid: child.pid,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function send(url, method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const call = request(url + path, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode >= 400) reject(new Error(`${response.statusCode} ${text.slice(0, 200)}`));
        else resolve(text);
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

function residentMegabytes(pid) {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 2 ** 20;
  } catch {
    return NaN;
  }
}

/** Processor time of a process in microseconds: on a busy machine it says more than what came through. */
function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return NaN;
  }
}

function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Bodies are made beforehand: the generator shall cost little of the cores that it shares. */
async function load(runsPerRequest, connections) {
  const server = await startServer();
  const expected = runsPerRequest === 1 ? 9000 : 60_000;
  const bodies = [];
  for (let made = 0; made < expected * seconds; made += runsPerRequest) bodies.push(multipartBody(runsPerRequest));
  const processorBefore = processorTime(server.pid);
  const ownBefore = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  const start = performance.now();
  let sent = 0;
  let next = 0;
  const latencies = { list: [], trace: [] };
  const memory = [];
  const writer = async () => {
    while (performance.now() < end && next < bodies.length) {
      const { body, headers } = bodies[next];
      bodies[next++] = undefined;
      await send(server.url, 'POST', '/runs/multipart', headers, body);
      sent += runsPerRequest;
    }
  };
  const reader = async () => {
    while (performance.now() < end) {
      const listed = performance.now();
      const { traces } = JSON.parse(await send(server.url, 'GET', '/api/traces?limit=50', {}));
      latencies.list.push(performance.now() - listed);
      if (traces.length > 0) {
        const opened = performance.now();
        await send(server.url, 'GET', `/api/traces/${traces.at(-1).traceId}`, {});
        latencies.trace.push(performance.now() - opened);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const watch = setInterval(() => memory.push(residentMegabytes(server.pid)), 250);
  await Promise.all([reader(), ...Array.from({ length: connections }, writer)]);
  clearInterval(watch);
  const processor = (processorTime(server.pid) - processorBefore) / sent;
  const own = process.cpuUsage(ownBefore);
  const took = (performance.now() - start) / 1000;
  const stored = JSON.parse(await send(server.url, 'GET', '/api/info', {})).runCount;
  await server.stop();
  const half = Math.floor(memory.length / 2);
  return {
    runsPerRequest,
    connections,
    runsPerSecond: Math.round(sent / took),
    sent,
    processor,
    generator: (own.user + own.system) / sent,
    lost: sent - stored,
    listP99: percentile(latencies.list, 0.99),
    traceP99: percentile(latencies.trace, 0.99),
    reads: latencies.list.length,
    memoryHalf: Math.max(...memory.slice(0, half)),
    memoryEnd: Math.max(...memory.slice(half)),
  };
}

const busy = `${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors`;
const results = [];
for (const [runsPerRequest, connections] of [
  [100, Number(options.connections)],
  [10, 8],
  [1, 32],
]) {
  results.push(await load(runsPerRequest, connections));
}
const targets = [
  ['100 runs a request ≥ 20,000 runs/s', results[0].runsPerSecond >= 20_000],
  ['1 run a request ≥ 2,500 runs/s', results[2].runsPerSecond >= 2500],
  ['p99 of lists < 100 ms', results.every(({ listP99 }) => listP99 < 100)],
  ['p99 of traces < 100 ms', results.every(({ traceP99 }) => traceP99 < 100)],
  ['nothing acknowledged is lost', results.every(({ lost }) => lost === 0)],
];
console.log(`Node ${node.version}, load ${busy} at the start, ${seconds} s each, payload of 2 KB a run`);
console.table(
  results.map((row) => ({
    'runs a request': row.runsPerRequest,
    connections: row.connections,
    'runs/s': row.runsPerSecond,
    'processor µs a run': row.processor.toFixed(0),
    'of the generator': row.generator.toFixed(0),
    'list p99 ms': row.listP99.toFixed(0),
    'trace p99 ms': row.traceP99.toFixed(0),
    'memory MB, first and second half': `${row.memoryHalf.toFixed(0)} ${row.memoryEnd.toFixed(0)}`,
    lost: row.lost,
  })),
);
for (const [title, isMet] of targets) console.log(`${isMet ? 'met   ' : 'missed'} ${title}`);
if (options.json !== undefined)
  writeFileSync(options.json, JSON.stringify({ node: node.version, busy, results }, null, 2));
if (options.assert && targets.some(([, isMet]) => !isMet)) process.exitCode = 1;
agent.destroy();
