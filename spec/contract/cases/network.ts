import { AsyncLocalStorage } from 'node:async_hooks';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent, createServer as createHttpServer, get } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { finished, PassThrough } from 'node:stream';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { expect } from '@jest/globals';
import { bind } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import type { Stage } from '../stage.js';

/** Makes one exchange from each of the labelled zones; gives the labels that the callbacks found. */
type Exchange = (stage: Stage, labels: readonly string[], wrap: typeof bind) => Promise<readonly string[][]>;

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Runs an exchange in each zone at once. */
function inEach(
  stage: Stage,
  labels: readonly string[],
  exchange: (note: () => void, done: () => void) => void,
  wrap: typeof bind,
): Promise<string[][]> {
  const exchanges = labels.map((label) =>
    stage.zone(label).run(
      () =>
        new Promise<string[]>((resolve) => {
          const seen = new Set<string>();
          const note = wrap(() => void seen.add(stage.here()));
          exchange(note, () => resolve([...seen]));
        }),
    ),
  );
  return Promise.all(exchanges);
}

const overHttp =
  (agent: Agent): Exchange =>
  async (stage, labels, wrap) => {
    const server = createHttpServer((_, response) => response.end('answer'));
    const port = await listening(server);
    const seen = await inEach(
      stage,
      labels,
      (note, done) => {
        get({ port, host: '127.0.0.1', agent }, (response) => {
          note();
          response.on('data', note);
          response.on('end', () => (note(), done()));
        });
      },
      wrap,
    );
    agent.destroy();
    server.close();
    return seen;
  };

const overNet: Exchange = async (stage, labels, wrap) => {
  const server = createServer((socket) => socket.end('answer'));
  const port = await listening(server);
  const seen = await inEach(
    stage,
    labels,
    (note, done) => {
      const socket = connect(port, '127.0.0.1', note);
      socket.on('data', note);
      socket.on('close', () => (note(), done()));
    },
    wrap,
  );
  server.close();
  return seen;
};

// A shared key, because Node makes no certificates.
const preshared = { psk: Buffer.from('0123456789abcdef'), identity: 'spec' };

const overTls: Exchange = async (stage, labels, wrap) => {
  const server = createTlsServer(
    { ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => preshared.psk },
    (socket) => socket.end('answer'),
  );
  const port = await listening(server);
  const seen = await inEach(
    stage,
    labels,
    (note, done) => {
      const options = { ciphers: 'PSK', maxVersion: 'TLSv1.2', checkServerIdentity: () => undefined } as const;
      const socket = connectTls({ port, host: '127.0.0.1', ...options, pskCallback: () => preshared }, note);
      socket.on('data', note);
      socket.on('close', () => (note(), done()));
    },
    wrap,
  );
  server.close();
  return seen;
};

const overDatagrams: Exchange = async (stage, labels, wrap) => {
  const server = createSocket('udp4', (message, { port }) => server.send(message, port, '127.0.0.1'));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const seen = await inEach(
    stage,
    labels,
    (note, done) => {
      const socket = createSocket('udp4', () => (note(), socket.close()));
      socket.on('close', () => (note(), done()));
      socket.send('question', server.address().port, '127.0.0.1', note);
    },
    wrap,
  );
  server.close();
  return seen;
};

/** Where the callbacks of `stream.finished` find themselves; and where the platform puts them, which differs between versions of Node. */
function whenFinished(stage: Stage): Promise<{ unbound: string; bound: string; platform: string }> {
  const stream = new PassThrough();
  const storage = new AsyncLocalStorage<string>();
  const bound = stage.zone('A').bind(stage.here);
  return new Promise((resolve) => {
    const callback = () => resolve({ unbound: stage.here(), bound: bound(), platform: storage.getStore() ?? 'none' });
    storage.run('A', () => stage.zone('A').run(() => finished(stream, callback)));
    storage.run('B', () => stage.zone('B').run(() => setImmediate(() => stream.resume().end())));
  });
}

const exchanges: Readonly<Record<string, () => Exchange>> = {
  http: () => overHttp(new Agent({ keepAlive: false })),
  'http over one kept connection': () => overHttp(new Agent({ keepAlive: true, maxSockets: 1 })),
  net: () => overNet,
  tls: () => overTls,
  dgram: () => overDatagrams,
};

export const networkCases: readonly ContractCase[] = [
  {
    number: 50,
    title: 'callbacks of streams, http, agents, net, tls and dgram keep the zone of the request',
    guarantee: { bareStack: 'the zone is lost, unless the callbacks are bound' },
    async run(stage) {
      const labels = ['A', 'B', 'C'];
      for (const [name, exchange] of Object.entries(exchanges)) {
        const unbound = await exchange()(stage, labels, (callback) => callback);
        expect([name, unbound]).toEqual([name, labels.map((label) => [stage.orLost(label)])]);
        expect([name, await exchange()(stage, labels, bind)]).toEqual([name, labels.map((label) => [label])]);
      }
      const { unbound, bound, platform } = await whenFinished(stage);
      expect([unbound, bound]).toEqual([stage.orLost(platform), 'A']);
    },
  },
];
