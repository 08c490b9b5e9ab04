import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { programStarter } from '../../helpers/startProgram.js';
import { getJson, serverStarter } from '../../server/startedServer.js';

const programs = programStarter();
const start = serverStarter();
jest.setTimeout(90_000);

/** Programs run far from this package's dependencies; with this they find them all the same. */
const installed = { NODE_PATH: join(import.meta.dirname, '../../../node_modules') };

const program = `
  import { configure, trace } from 'tracenest';
  import { OtlpExporter } from 'tracenest/exporters';
  const [url, how, protocol] = process.argv.slice(2);
  configure({ exporter: new OtlpExporter({ url, protocol }) });
  trace({ name: 'flow' }, () => {
    for (let index = 0; index < 20; index++) trace({ name: 'step', inputs: { index } }, () => index);
  });
  if (how === 'exit') process.exit(3);
  if (how === 'throw') throw new Error('mine');
  if (how === 'SIGTERM') { setInterval(() => undefined, 1_000); console.log('ready'); }
`;

describe.each(['http/protobuf', 'http/json'])('a program with an OtlpExporter, %s,', (protocol) => {
  test.each(['end', 'exit', 'throw', 'SIGTERM'])('has delivered everything at its %s', async (how) => {
    const { url } = await start();
    const running = await programs.start(program, [`${url}/v1/traces`, how, protocol], installed);
    if (how === 'SIGTERM') {
      await running.printed('ready');
      running.process.kill('SIGTERM');
    }
    const { code, signal, stderr } = await running.ended;
    expect([code, signal]).toEqual(
      { end: [0, null], exit: [3, null], throw: [1, null], SIGTERM: [null, 'SIGTERM'] }[how],
    );
    if (how !== 'throw') expect(stderr).toBe('');
    const { traces } = await getJson(`${url}/api/traces`);
    expect(traces).toMatchObject([{ name: 'flow', runCount: 21, status: 'success' }]);
  });
});

test.each([
  ['http/protobuf', '@opentelemetry/exporter-trace-otlp-proto'],
  ['http/json', '@opentelemetry/exporter-trace-otlp-http'],
])('without the package for %s it says at once what to install', async (protocol, name) => {
  const { code, stderr } = await (await programs.start(program, ['http://127.0.0.1:9', 'end', protocol])).ended;
  expect(code).toBe(1);
  expect(stderr).toContain(`OtlpExporter needs the package ${name}, which is not installed where tracenest is.`);
  expect(stderr).toContain(`npm install ${name} @opentelemetry/api`);
});
