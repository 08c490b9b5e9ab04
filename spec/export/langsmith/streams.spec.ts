import { describe, expect, test } from '@jest/globals';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import {
  configure,
  flush,
  getCurrentRunTree,
  shutdown,
  traceable,
  tracingContext,
  type Exporter,
  type Run,
} from 'tracenest';
import { BatchExporter, LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { CallbackBridge } from 'tracenest/langchain';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer } from '../../helpers/ingestServer.js';
import { pause } from '../../helpers/pause.js';
import { runInNode } from '../../helpers/runInNode.js';
import { followFeed, streamedIn } from '../../server/liveFeed.js';
import { eventually, getJson, serverStarter } from '../../server/startedServer.js';

/** What a run streams is shown while it does, by a server of ours; see `StreamFeed`. */

const { diagnostics } = freshTracing();
const start = serverStarter();

/** An exporter to a server, and the paths that it asks it for. */
function watching(url: string, options: LangSmithExporterOptions = {}, ExporterClass = LangSmithExporter) {
  const asked: string[] = [];
  const exporter = new ExporterClass({
    endpoint: url,
    apiKey: 'local',
    signals: false,
    delayMs: 0,
    sendStarts: true,
    fetch: async (input, init) => {
      asked.push(new URL((input as Request).url).pathname);
      return fetch(input, init);
    },
    ...options,
  });
  return { exporter, asked, sent: () => asked.filter((path) => path === '/tracenest/streams').length };
}

/** A stream of which the next chunk is taken when it is asked for: what it gives, and its run. */
function stream(chunks: readonly unknown[], options: object = {}): { next(): Promise<void>; run: Run } {
  let run: Run | undefined;
  const write = traceable(
    async function* () {
      run = getCurrentRunTree();
      yield* chunks;
    },
    { name: 'write', ...options },
  );
  let steps: AsyncGenerator | undefined;
  return {
    // The run begins where the first one is asked for.
    next: async () => void (await (steps ??= write()).next()),
    get run() {
      if (run === undefined) throw new Error('It has not begun.');
      return run;
    },
  };
}

async function shownText(url: string, run: Run, text: string): Promise<string | undefined> {
  const feed = await followFeed(`${url}/api/live?trace=${run.traceId}`);
  const shown = await eventually(
    async () => streamedIn(feed, run.id) ?? '',
    (heard) => heard === text,
  );
  feed.close();
  return shown;
}

test('what a run streams is shown while it streams, and gives way to its outputs', async () => {
  const { url } = await start();
  const { exporter, sent } = watching(url);
  configure({ exporter });
  const writing = stream(['Feed ', 'the ', { choices: [{ delta: { content: 'pigeons' } }] }, { row: 1 }]);
  await writing.next();
  await writing.next();
  expect(await shownText(url, writing.run, 'Feed the ')).toBe('Feed the ');
  expect(await getJson(`${url}/api/runs/${writing.run.id}`)).toMatchObject({
    status: 'running',
    parts: { inputs: {} },
  });
  await writing.next();
  await writing.next();
  expect(await shownText(url, writing.run, 'Feed the pigeons{"row":1}\n')).toBe('Feed the pigeons{"row":1}\n');
  await writing.next();
  await flush();
  const requests = sent();
  expect(requests).toBeLessThan(6);
  const { status, parts } = await getJson(`${url}/api/runs/${writing.run.id}`);
  expect([status, parts.outputs.value.output.length]).toEqual(['success', 4]);
  await pause(700);
  expect(sent()).toBe(requests);
  expect(diagnostics).toEqual([]);
  await shutdown();
});

test('models of LangChain are shown, and streams with hooks as their chunks are recorded', async () => {
  const { url } = await start();
  const { exporter } = watching(url);
  let step: Run | undefined;
  const noting: Exporter = { onStart: (run) => void (step = run), onEnd: () => undefined };
  configure({ exporter: [exporter, noting] });
  const aggregated = stream(['one ', 'two'], { aggregator: (chunks: unknown[]) => chunks.join('') });
  const processed = stream(['my card ', 'is 42'], { processChunk: (chunk: string) => chunk.replace(/\d+/, '*') });
  for (const one of [aggregated, processed, aggregated, processed]) await one.next();
  const model = new FakeListChatModel({ responses: ['Corn.'], callbacks: [new CallbackBridge()] });
  const said = await model.stream('What do pigeons eat?');
  for (let count = 0; count < 3; count++) await said.next();
  expect(await shownText(url, step as Run, 'Cor')).toBe('Cor');
  expect(await shownText(url, aggregated.run, 'one two')).toBe('one two');
  expect(await shownText(url, processed.run, 'my card is *')).toBe('my card is *');
  await shutdown();
});

describe('nothing is sent', () => {
  const secret = (): ReturnType<typeof stream> => stream(['my card is ', '4242 4242 4242 4242']);

  test('to a server that is none of ours', async () => {
    await using server = await ingestServer();
    const { exporter, asked } = watching(server.url);
    configure({ exporter });
    const writing = secret();
    await writing.next();
    await flush();
    await pause(700);
    expect(new Set(asked)).toEqual(new Set(['/info', '/runs/multipart']));
    await shutdown();
  });

  const drops: Exporter['onEnd'] = () => undefined;
  const ways: Readonly<Record<string, LangSmithExporterOptions>> = {
    'where starts are not sent': { sendStarts: false },
    'where the exporter hides inputs': { hideInputs: true },
    'where the exporter hides outputs': { hideOutputs: true },
    'where the exporter has an anonymizer': { anonymizer: [{ pattern: '4242 4242 4242 4242' }] },
    'where the exporter scrubs secrets': { scrubSecrets: true },
    'of traces that sampling drops': { samplingRate: 0 },
    'of traces that are held until it is known whether they are kept': { keep: { errors: true } },
    'where requests are sent at certain times only': { manualFlush: true },
  };

  test('where it would show what is hidden or held', async () => {
    const { url } = await start();
    const open = watching(url);
    const all = Object.entries(ways).map(([way, options]) => ({ way, ...watching(url, options) }));
    class Changing extends LangSmithExporter {
      override onEnd(run: Run): void {
        super.onEnd({ ...run, outputs: {} });
      }
    }
    const changed = watching(url, {}, Changing);
    const wrapped = watching(url);
    const around: Readonly<Record<string, Exporter>> = {
      'where an exporter around it redacts': new BatchExporter(wrapped.exporter, {
        ...{ hideOutputs: true, sendStarts: true, delayMs: 0, signals: false },
      }),
      'where an exporter around it changes runs': {
        onStart: (run) => wrapped.exporter.onStart(run),
        onEnd: drops,
      },
      'where it is of a class that changes runs': changed.exporter,
    };
    const under = async (exporter: Exporter, writing = secret()): Promise<Run> =>
      tracingContext({ exporter }, async () => {
        await writing.next();
        await writing.next();
        return writing.run;
      });
    for (const { exporter } of all) await under(exporter);
    for (const exporter of Object.values(around)) await under(exporter);
    await under(open.exporter, stream(['secret', 's'], { processOutputs: () => ({}) }));
    // All of them have had the time that this one takes.
    const shown = await under(open.exporter, stream(['seen ', 'all']));
    expect(await shownText(url, shown, 'seen all')).toBe('seen all');
    await pause(700);
    expect([open.sent(), wrapped.sent(), changed.sent()]).toEqual([1, 0, 0]);
    expect(all.map(({ way, sent }) => [way, sent()])).toEqual(Object.keys(ways).map((way) => [way, 0]));
    for (const { exporter } of [...all, open, wrapped, changed]) await exporter.shutdown();
  });

  test.each([{ hideOutputs: true }, { hideInputs: true }, { anonymizer: [{ pattern: '4' }] }, { scrubSecrets: true }])(
    'where the process redacts: %p',
    async (redaction) => {
      const { url } = await start();
      const { exporter, sent } = watching(url);
      configure({ exporter, ...redaction });
      await secret().next();
      await flush();
      await pause(400);
      expect(sent()).toBe(0);
      await shutdown();
    },
  );

  test('any more once the process redacts', async () => {
    const { url } = await start();
    const { exporter, sent } = watching(url);
    configure({ exporter });
    const writing = secret();
    await writing.next();
    expect(await shownText(url, writing.run, 'my card is ')).toBe('my card is ');
    configure({ scrubSecrets: true });
    await writing.next();
    await pause(400);
    expect(sent()).toBe(1);
    await shutdown();
  });
});

describe('what fails', () => {
  test('is not told, not tried again at once, and holds up nothing', async () => {
    const info = { instance_flags: { tracenest_streams: true } };
    await using server = await ingestServer({ info });
    const failing = watching(server.url);
    const { exporter } = watching(server.url, {
      fetch: async (input, init) => {
        const { pathname } = new URL((input as Request).url);
        failing.asked.push(pathname);
        if (pathname === '/tracenest/streams') throw new Error('away');
        return fetch(input, init);
      },
    });
    configure({ exporter });
    const writing = stream(['a', 'b', 'c']);
    await writing.next();
    await eventually(async () => failing.sent(), Boolean);
    await writing.next();
    await pause(700);
    expect(failing.sent()).toBe(1);
    await writing.next();
    await writing.next();
    await flush();
    expect(server.runs.get(writing.run.id)).toMatchObject({ status: 'success', outputs: { output: ['a', 'b', 'c'] } });
    expect(diagnostics).toEqual([]);
    await shutdown();
  });

  test('begins anew on a server that was started anew', async () => {
    const servers = [await start(), await start()];
    let at = 0;
    const { exporter } = watching(servers[0]?.url ?? '', {
      fetch: async (input, init) => {
        const { pathname } = new URL((input as Request).url);
        return fetch(new Request(new URL(pathname, servers[at]?.url), input as Request), init);
      },
    });
    configure({ exporter });
    const writing = stream(['Feed ', 'them']);
    await writing.next();
    await shownText(servers[0]?.url ?? '', writing.run, 'Feed ');
    at = 1;
    await writing.next();
    expect(await shownText(servers[1]?.url ?? '', writing.run, 'Feed them')).toBe('Feed them');
    await shutdown();
  });
});

test('a stream that nobody finishes keeps no process alive', async () => {
  const { url } = await start();
  const program = `
    import { configure, flush, traceable } from '../lib/index.js';
    import { LangSmithExporter } from '../lib/exporters.js';
    configure({ exporter: new LangSmithExporter({ endpoint: '${url}', apiKey: 'local', sendStarts: true, delayMs: 0 }) });
    const steps = traceable(async function* write() { yield 'Feed '; yield 'them'; }, { name: 'write' })();
    globalThis.kept = steps;
    export default (async () => {
      await steps.next();
      await flush();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return 'done';
    })();
  `;
  expect(await runInNode(program)).toBe('done');
  const { traces } = await getJson(`${url}/api/traces`);
  const feed = await followFeed(`${url}/api/live?trace=${traces[0].traceId}`);
  await eventually(
    async () => feed.events,
    (events) => events.length > 0,
  );
  feed.close();
  expect(feed.events).toMatchObject([{ type: 'streamed', runs: [{ text: 'Feed ' }] }]);
});
