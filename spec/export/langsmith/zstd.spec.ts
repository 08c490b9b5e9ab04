import { describe, expect, test } from '@jest/globals';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { hasZstd } from '../../../lib/export/langsmith/compress.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer } from '../../helpers/ingestServer.js';
import { getJson, serverStarter } from '../../server/startedServer.js';

const { diagnostics } = freshTracing();
const start = serverStarter();

// Node has it from 22.15 on; elsewhere it is seen to be skipped.
const whereItIs = hasZstd ? test : test.skip;

function run(count: number): void {
  for (let index = 0; index < count; index++) trace({ name: 'call', inputs: { text: 'x'.repeat(2_000) } }, () => index);
}

describe('zstd', () => {
  whereItIs('is what a server gets that takes it, before gzip', async () => {
    await using server = await ingestServer({
      info: { instance_flags: { gzip_body_enabled: true, zstd_compression_enabled: true } },
    });
    const exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key', manualFlush: true });
    configure({ exporter });
    run(1);
    while (server.requests.at(-1)?.headers['content-encoding'] !== 'zstd') {
      await flush();
      run(10);
    }
    expect(server.violations).toEqual([]);
    expect(diagnostics).toEqual([]);
    await exporter.shutdown();
  });

  whereItIs('is taken by the trace server', async () => {
    const { url } = await start();
    const exporter = new LangSmithExporter({ endpoint: url, apiKey: 'key', compression: 'zstd' });
    configure({ exporter });
    run(50);
    await exporter.shutdown();
    const { traces } = await getJson(`${url}/api/traces?limit=100`);
    expect(traces).toHaveLength(50);
    expect(diagnostics).toEqual([]);
  });

  const whereItIsNot = hasZstd ? test.skip : test;
  whereItIsNot('is refused at once where Node has none', () => {
    const make = (): unknown => new LangSmithExporter({ endpoint: 'http://127.0.0.1:9', compression: 'zstd' });
    expect(make).toThrow(/compression zstd needs Node 22.15 or newer/);
  });
});
