import { afterEach, describe, expect, test } from '@jest/globals';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';

const { diagnostics } = freshTracing();
let server: IngestServer;
afterEach(async () => server.close());

/** All that a program can see of a delivery that fails in a way that repeats what was sent. */
async function told(options: (url: string) => LangSmithExporterOptions): Promise<string> {
  server = await ingestServer({
    fault: () => ({ kind: 'status', status: 400, body: `refused: Bearer SECRET-TOKEN SECRET-KEY SECRET-PASSWORD` }),
  });
  const exporter = new LangSmithExporter({
    endpoint: server.url,
    apiKey: 'key',
    retryForMs: 0,
    ...options(server.url),
  });
  configure({ exporter });
  trace({ name: 'call' }, () => 1);
  const error: unknown = await flush().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await exporter.shutdown();
  expect(error).toBeDefined();
  return JSON.stringify([diagnostics, String(error), (error as Error).stack]);
}

function withPassword(url: string): string {
  const place = new URL(url);
  place.username = 'me';
  place.password = 'SECRET-PASSWORD';
  return place.href;
}

describe('what is secret of a connection is in no diagnostic and no error:', () => {
  test('its key', async () => {
    expect(await told(() => ({ apiKey: 'SECRET-KEY' }))).toContain('[API key]');
    expect(await told(() => ({ apiKey: 'SECRET-KEY' }))).not.toContain('SECRET-KEY');
  });

  test('its headers', async () => {
    expect(await told(() => ({ headers: { authorization: 'Bearer SECRET-TOKEN' } }))).not.toContain('SECRET-TOKEN');
  });

  test('the password in its URL, which is sent as a header', async () => {
    expect(await told((url) => ({ endpoint: withPassword(url) }))).not.toContain('SECRET-PASSWORD');
    expect(server.requests[0]?.headers['authorization']).toBe(`Basic ${btoa('me:SECRET-PASSWORD')}`);
  });

  test('what a fetch of the program says in its error', async () => {
    const failing = async (request: Request): Promise<never> => {
      throw new Error(`${request.headers.get('x-api-key')} at ${request.headers.get('authorization')}`);
    };
    const options = {
      apiKey: 'SECRET-KEY',
      headers: { authorization: 'Bearer SECRET-TOKEN' },
      fetch: failing as never,
    };
    expect(await told((url) => ({ ...options, endpoint: withPassword(url) }))).not.toContain('SECRET');
  });
});
