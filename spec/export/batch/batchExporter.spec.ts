import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, flush, MemoryExporter, shutdown, startRun, trace, traceable } from 'tracenest';
import { BatchExporter, LangSmithExporter, type BatchTarget } from 'tracenest/exporters';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type Fault } from '../../helpers/ingestServer.js';
import { pause } from '../../helpers/pause.js';
import { plainRun } from '../../helpers/plainRun.js';

const { diagnostics } = freshTracing();

/** A target that takes everything, when it is let. */
function target(): BatchTarget & { readonly batches: string[][]; open(): void } {
  const batches: string[][] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return {
    name: 'target',
    batches,
    open,
    async deliver(runs) {
      await gate;
      batches.push(runs.map(({ json }) => (JSON.parse(Buffer.from(json).toString()) as { name: string }).name));
      return { kind: 'delivered' };
    },
  };
}

const end = (name: string, size = 10) => plainRun({ name, end: 1, inputs: { text: 'x'.repeat(size) } });

describe('a batch exporter', () => {
  test('groups by count, by bytes and by time', async () => {
    const slow = target();
    slow.open();
    const exporter = new BatchExporter(slow, { batchRuns: 3, batchBytes: 7_700, delayMs: 20 });
    for (const name of ['a', 'b', 'c', 'd']) exporter.onEnd(end(name));
    for (const name of ['e', 'f', 'g']) exporter.onEnd(end(name, 3_000));
    // However slow the machine: the last batch leaves by time alone.
    while (slow.batches.length < 3) await pause(20);
    expect(slow.batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
      ['f', 'g'],
    ]);
    await exporter.shutdown();
  });

  test('holds no more than its bounds of bytes and runs; the oldest stay, and the others are told, once', async () => {
    for (const options of [{ queueBytes: 20_000 }, { queueRuns: 7 }]) {
      const slow = target();
      const exporter = new BatchExporter(slow, { ...options, batchRuns: 4 });
      const names = Array.from({ length: 300 }, (_, index) => `${index}`);
      for (const name of names) exporter.onEnd(end(name, 2_000));
      slow.open();
      await exporter.shutdown();
      const arrived = slow.batches.flat();
      expect(arrived).toEqual(names.slice(0, arrived.length));
      expect(arrived.length).toBeGreaterThan(5);
      expect(arrived.length).toBeLessThan(12);
      // At once, and what gathered since then at the end.
      const told = diagnostics.map(({ message }) => Number(/runs\. (\d+) run/.exec(message)?.[1]));
      expect(told).toEqual([1, 300 - arrived.length - 1]);
      (diagnostics as unknown[]).length = 0;
    }
  });

  test('takes one run that is larger than all its room', async () => {
    const slow = target();
    slow.open();
    const exporter = new BatchExporter(slow, { queueBytes: 1_000 });
    exporter.onEnd(end('large', 50_000));
    await exporter.flush();
    exporter.onEnd(end('very large', 2_000_000));
    await exporter.shutdown();
    expect(slow.batches).toEqual([['large'], ['very large']]);
  });

  test('resolves a flush when all that existed at the call has arrived, whatever comes later', async () => {
    const slow = target();
    const exporter = new BatchExporter(slow);
    exporter.onEnd(end('before'));
    const flushed = exporter.flush();
    exporter.onEnd(end('after'));
    slow.open();
    await flushed;
    expect(slow.batches[0]).toContain('before');
    await exporter.shutdown();
    expect(slow.batches.flat()).toEqual(['before', 'after']);
  });

  test('says what has not arrived in time, and goes on with it', async () => {
    const slow = target();
    const exporter = new BatchExporter(slow);
    exporter.onEnd(end('one'));
    exporter.onEnd(end('two'));
    await expect(exporter.flush({ timeoutMs: 20 })).rejects.toMatchObject({
      name: 'DeliveryError',
      undelivered: 2,
      message: expect.stringContaining('2 runs have not arrived'),
    });
    slow.open();
    await exporter.shutdown();
    expect(slow.batches).toEqual([['one', 'two']]);
    expect(diagnostics).toEqual([]);
  });

  test('sends nothing by itself where flushing is by hand', async () => {
    const slow = target();
    slow.open();
    const exporter = new BatchExporter(slow, { manualFlush: true, delayMs: 1, batchRuns: 2, concurrency: 1 });
    for (let index = 0; index < 9; index++) exporter.onEnd(end(`${index}`));
    await pause(50);
    expect(slow.batches).toEqual([]);
    await exporter.flush();
    expect(slow.batches.flat()).toHaveLength(9);
    exporter.onEnd(end('later'));
    await pause(50);
    expect(slow.batches.flat()).toHaveLength(9);
    await exporter.shutdown();
  });

  test('lets the target prepare with every batch, also where there is always something on its way', async () => {
    const slow = target();
    let prepared = 0;
    const exporter = new BatchExporter({ ...slow, prepare: () => void prepared++ }, { batchRuns: 1 });
    for (const name of ['a', 'b', 'c']) exporter.onEnd(end(name));
    expect(prepared).toBeGreaterThanOrEqual(3);
    slow.open();
    await exporter.shutdown();
  });

  test('gives waitUntil a promise of each delivery, which resolves when all is away and never rejects', async () => {
    const promises: Promise<void>[] = [];
    const slow = target();
    const exporter = new BatchExporter(slow, { delayMs: 5, waitUntil: (promise) => void promises.push(promise) });
    exporter.onEnd(end('one'));
    exporter.onEnd(end('two'));
    expect(promises).toHaveLength(1);
    slow.open();
    await promises[0];
    expect(slow.batches.flat()).toEqual(['one', 'two']);
    exporter.onEnd(end('three'));
    expect(promises).toHaveLength(2);
    await exporter.shutdown();
    await promises[1];
  });

  test('delivers what waitUntil throws on, and tells it once', async () => {
    const open = target();
    open.open();
    const waitUntil = (): never => {
      throw new Error('no request');
    };
    const exporter = new BatchExporter(open, { waitUntil });
    for (const name of ['one', 'two']) {
      exporter.onEnd(end(name));
      await exporter.flush();
    }
    expect(open.batches.flat()).toEqual(['one', 'two']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['wait-until-failed']);
    await exporter.shutdown();
  });

  test('waits as long as it takes for Infinity, and refuses times that are none', async () => {
    const slow = target();
    const exporter = new BatchExporter(slow);
    exporter.onEnd(end('one'));
    for (const timeoutMs of [-1, NaN, '1s', null]) {
      await expect(exporter.flush({ timeoutMs: timeoutMs as number })).rejects.toThrow(/timeoutMs is .*milliseconds/);
    }
    const flushed = exporter.flush({ timeoutMs: Infinity });
    setTimeout(slow.open, 20);
    await flushed;
    expect(slow.batches.flat()).toEqual(['one']);
    await exporter.shutdown();
  });

  test('costs a target that throws, or never answers, its time and nothing else', async () => {
    let calls = 0;
    const failing: BatchTarget = {
      name: 'failing',
      async deliver() {
        calls += 1;
        if (calls === 1) throw new Error('a mistake');
        if (calls === 2) await new Promise(() => undefined).catch(() => undefined);
        return { kind: 'delivered' };
      },
    };
    const exporter = new BatchExporter(failing, { retryForMs: 5_000 });
    exporter.onEnd(end('one'));
    await expect(exporter.flush({ timeoutMs: 600 })).rejects.toThrow('not arrived');
    await exporter.shutdown({ timeoutMs: 1 }).catch(() => undefined);
  });

  test('goes on where a target neither answers nor heeds the signal', async () => {
    let asked = 0;
    const deaf: BatchTarget = {
      name: 'deaf',
      deliver: async () => (++asked <= 3 ? new Promise(() => undefined) : { kind: 'delivered' }),
    };
    const exporter = new BatchExporter(deaf, { requestTimeoutMs: 20, concurrency: 1 });
    exporter.onEnd(end('a'));
    await exporter.flush();
    expect(asked).toBe(4);
    await exporter.shutdown();
  });

  test('hands runs to any exporter as they were, errors, events and attachments included', async () => {
    const memory = new MemoryExporter();
    configure({ exporter: new BatchExporter(memory) });
    const run = startRun({ name: 'whole', runType: 'agent', inputs: { a: [1, 'ä'] }, tags: ['t'], metadata: { m: 1 } });
    run.addEvent('step', { detail: 1 });
    run.attach('bytes', { mimeType: 'application/octet-stream', data: new Uint8Array([0, 1, 255]) });
    run.end({ b: 2 }, new TypeError('mine', { cause: new Error('because') }));
    await flush();
    const [arrived] = memory.runs;
    expect(arrived).toMatchObject({
      id: run.id,
      name: 'whole',
      runType: 'agent',
      inputs: { a: [1, 'ä'] },
      outputs: { b: 2 },
      error: { name: 'TypeError', message: 'mine', cause: { message: 'because' } },
      tags: ['t'],
      metadata: { m: 1 },
      attachments: { bytes: { data: new Uint8Array([0, 1, 255]) } },
    });
    expect(arrived?.events[0]?.name).toBe('step');
    await shutdown();
  });
});

describe('starts', () => {
  test('go ahead where that is wanted; start and end in one batch are one whole run', async () => {
    await using server = await ingestServer();
    configure({ exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key', sendStarts: true }) });
    const long = startRun({ name: 'long', inputs: { a: 1 } });
    trace({ name: 'short', parent: null }, () => 1);
    await flush();
    const [first] = server.requests;
    expect(first?.writes.map(({ kind, members }) => [kind, members['name'], members['end_time'] === null])).toEqual([
      ['post', 'long', true],
      ['post', 'short', false],
    ]);
    long.end({ b: 2 });
    await flush();
    expect(server.requests[1]?.writes.map(({ kind }) => kind)).toEqual(['patch']);
    expect(server.runs.get(long.id)).toMatchObject({ inputs: { a: 1 }, outputs: { b: 2 }, status: 'success' });
    expect(server.violations).toEqual([]);
  });
});

test('its own HTTP is never traced, nor what a fetch of the program does in it', async () => {
  await using server = await ingestServer();
  const traced = traceable(async (...args: Parameters<typeof fetch>) => fetch(...args), { name: 'traced fetch' });
  configure({
    exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key', fetch: traced }),
  });
  await traceable(async () => pause(1), { name: 'program' })();
  await flush();
  await pause(20);
  await flush();
  expect([...server.runs.values()].map(({ name }) => name as string)).toEqual(['program']);
});

test('an input of 16 MB arrives whole, and the loop turns meanwhile', async () => {
  await using server = await ingestServer();
  configure({ exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key' }) });
  const text = 'x"ä😀'.repeat(3_000_000);
  trace({ name: 'large', inputs: { text } }, () => 1);
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  await flush();
  clearInterval(counting);
  expect([...server.runs.values()][0]?.['inputs'].text === text).toBe(true);
  expect(server.violations).toEqual([]);
  expect(turns).toBeGreaterThan(10);
});

const faults: fc.Arbitrary<Fault | undefined> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'reset' },
    { kind: 'resetAfter' },
    { kind: 'cutAnswer' },
    { kind: 'garbage' },
    { kind: 'halfClosed' },
    { kind: 'hang' },
    { kind: 'slow', ms: 30 },
    { kind: 'status', status: 413 },
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
  ),
  fc.constant(undefined),
);

test('whatever a server does wrong, in whatever order, every run arrives, once, and none is invented', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(faults, { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 15 }),
      async (schedule, count, batchRuns) => {
        await using server = await ingestServer({ fault: ({ number }) => schedule[number - 1] });
        const exporter = new LangSmithExporter({
          endpoint: server.url,
          apiKey: 'key',
          batchRuns,
          delayMs: 1,
          requestTimeoutMs: 100,
          concurrency: 2,
        });
        configure({ exporter });
        const ids = Array.from({ length: count }, () => trace({ name: 'call' }, ({ id }) => id));
        const lost = await flush().then(
          () => 0,
          (error: { undelivered: number }) => error.undelivered,
        );
        await exporter.shutdown();
        expect(server.violations).toEqual([]);
        const arrived = [...server.runs.keys()];
        expect(arrived.filter((id) => !ids.includes(id))).toEqual([]);
        expect(arrived.length + lost).toBe(count);
        // Each "too large" can find one run that stands alone, which is lost then, and rightly so.
        const tooLarge = schedule.filter((fault) => fault?.kind === 'status' && fault.status === 413);
        expect(lost).toBeLessThanOrEqual(tooLarge.length);
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);
