// A server that takes everything and counts the runs in it. Over IPC it says where it is.
import { createServer } from 'node:http';

const perSecond = Number(process.argv[2] ?? Infinity);
const mark = Buffer.from('"name":"load-run"');
let runs = 0;
let busyUntil = 0;
/** Who wants to know when so many have arrived. */
const waiting = [];

function count(body) {
  let found = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) found += 1;
  return found;
}

/** Answers as late as a server would that takes so many runs a second. */
function answer(response, found) {
  const now = performance.now();
  busyUntil = Math.max(now, busyUntil) + (found * 1000) / perSecond;
  const reply = () => response.writeHead(202, { 'content-type': 'application/json' }).end('{}');
  if (busyUntil - now < 1) reply();
  else setTimeout(reply, busyUntil - now);
}

/** Once, and not to questions again and again, which would cost the measured process as much as many runs. */
function tellArrived() {
  for (const { wanted, response } of waiting) if (runs >= wanted && !response.writableEnded) response.end();
}

const info = {
  version: '1',
  batch_ingest_config: {
    use_multipart_endpoint: true,
    size_limit: 100,
    size_limit_bytes: 20971520,
    scale_up_qsize_trigger: 1000,
    scale_up_nthreads_limit: 16,
    scale_down_nempty_trigger: 4,
  },
  instance_flags: {},
};

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/info') return response.end(JSON.stringify(info));
    const [, wanted] = /^\/arrived\/(\d+)$/.exec(request.url) ?? [];
    if (wanted !== undefined) {
      waiting.push({ wanted: Number(wanted), response });
      return tellArrived();
    }
    const found = count(Buffer.concat(chunks));
    runs += found;
    answer(response, found);
    tellArrived();
  });
});
// A connection that rests while the machine is busy elsewhere is no fault of who uses it.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
