import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  combineExporters,
  configure,
  ConsoleExporter,
  flush,
  MemoryExporter,
  shutdown,
  traceable,
  type Exporter,
} from 'tracenest';
import { BatchExporter, FileExporter, LangSmithExporter, OtlpExporter } from 'tracenest/exporters';
import { freshTracing } from '../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../helpers/ingestServer.js';
import { plainRun } from '../helpers/plainRun.js';

/** One way to export, and how to see what arrived: the names of runs in the order of their arrival, after a flush. */
interface Subject {
  readonly exporter: Exporter;
  arrived(): readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function memory(): Subject {
  const exporter = new MemoryExporter();
  return { exporter, arrived: () => exporter.runs.map(({ name }) => name) };
}

function console(): Subject {
  const lines: string[] = [];
  const exporter = new ConsoleExporter({ write: (text) => void lines.push(...text.split('\n')) });
  // Every run of these tests is a trace of its own, so that trees are printed in the order of the ends.
  const nameOf = (line: string): string =>
    line
      .replace(/^\S /, '')
      .replace(/ {2}(chain|tool|llm) .*$/, '')
      .trim();
  return { exporter, arrived: () => lines.filter((line) => !line.startsWith('…')).map(nameOf) };
}

function file(): Subject {
  const path = join(folder, `${(files += 1)}.jsonl`);
  const exporter = new FileExporter(path);
  return {
    exporter,
    arrived: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { name: string }).name),
  };
}

function combined(): Subject {
  const one = memory();
  const other = file();
  return {
    exporter: combineExporters(one.exporter, other.exporter),
    arrived() {
      expect(other.arrived()).toEqual(one.arrived().filter((name) => name !== 'bad'));
      return one.arrived();
    },
  };
}

function batched(): Subject {
  const { exporter, arrived } = file();
  return { exporter: new BatchExporter(exporter, { batchRuns: 7 }), arrived };
}

function spans(): Subject {
  const names: string[] = [];
  const exporter = new OtlpExporter({
    batchRuns: 7,
    concurrency: 1,
    exporter: {
      export(list, done) {
        names.push(...list.map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: async () => undefined,
    },
  });
  return { exporter, arrived: () => names };
}

let server: IngestServer;
beforeAll(async () => (server = await ingestServer()));
afterAll(async () => server.close());

function langSmith(): Subject {
  const before = server.requests.length;
  return {
    exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key', batchRuns: 7, concurrency: 1 }),
    arrived: () =>
      server.requests.slice(before).flatMap(({ writes }) => writes.map(({ members }) => members['name'] as string)),
  };
}

const subjects: Readonly<Record<string, () => Subject>> = {
  MemoryExporter: memory,
  ConsoleExporter: console,
  FileExporter: file,
  combineExporters: combined,
  BatchExporter: batched,
  'BatchExporter with a spool': () => {
    const { exporter, arrived } = file();
    const spool = mkdtempSync(join(folder, 'spool-'));
    return { exporter: new BatchExporter(exporter, { batchRuns: 7, spool }), arrived };
  },
  LangSmithExporter: langSmith,
  OtlpExporter: spans,
};

describe.each(Object.entries(subjects))('%s', (_name, subject) => {
  const { diagnostics } = freshTracing();

  test('takes every run that ended, once, in the order of the ends', async () => {
    const { exporter, arrived } = subject();
    configure({ exporter });
    for (let index = 0; index < 500; index++) traceable(() => index, { name: `call ${index}` })();
    await flush();
    expect(arrived()).toEqual(Array.from({ length: 500 }, (_, index) => `call ${index}`));
    await shutdown();
  });

  test('has delivered what was handed over when flush resolves, and takes more afterwards', async () => {
    const { exporter, arrived } = subject();
    configure({ exporter });
    traceable(() => 1, { name: 'one' })();
    await flush();
    expect(arrived()).toEqual(['one']);
    traceable(() => 1, { name: 'two' })();
    await Promise.all([flush(), flush()]);
    expect(arrived()).toEqual(['one', 'two']);
    await shutdown();
  });

  test('delivers nothing twice, however often it is flushed', async () => {
    const { exporter, arrived } = subject();
    configure({ exporter });
    traceable(() => 1, { name: 'one' })();
    for (let count = 0; count < 5; count++) await exporter.flush?.();
    await shutdown();
    await exporter.flush?.();
    expect(arrived()).toEqual(['one']);
  });

  test('delivers at shutdown what is there, and can be shut down again', async () => {
    const { exporter, arrived } = subject();
    configure({ exporter });
    traceable(() => 1, { name: 'one' })();
    await shutdown();
    await exporter.shutdown?.();
    expect(arrived()).toEqual(['one']);
    expect(diagnostics).toEqual([]);
  });

  test('may be flushed and shut down without ever having seen a run', async () => {
    const { exporter } = subject();
    await exporter.flush?.({ timeoutMs: 1_000 });
    await exporter.shutdown?.({ timeoutMs: 1_000 });
    expect(diagnostics).toEqual([]);
  });

  test('takes runs that failed, were cancelled, interrupted or abandoned', async () => {
    const { exporter, arrived } = subject();
    const ends = (['error', 'cancelled', 'interrupted', 'abandoned'] as const).map((status) =>
      plainRun({
        name: status,
        status,
        end: 1,
        ...(status === 'error' ? { error: { name: 'Error', message: 'x' } } : {}),
      }),
    );
    for (const run of ends) {
      exporter.onStart?.(run);
      exporter.onEnd(run);
    }
    await exporter.flush?.();
    expect(arrived().map((name) => name.split(' ')[0])).toEqual(['error', 'cancelled', 'interrupted', 'abandoned']);
    await exporter.shutdown?.();
  });

  test('takes the end of a run whose start it was not told', async () => {
    const { exporter, arrived } = subject();
    exporter.onEnd(plainRun({ name: 'unannounced', end: 1 }));
    await exporter.flush?.();
    expect(arrived()).toEqual(['unannounced']);
    await exporter.shutdown?.();
  });

  test('keeps one run that cannot be written from taking others with it', async () => {
    const { exporter, arrived } = subject();
    const refuse = {
      get(): never {
        throw new Error('no inputs');
      },
    };
    configure({ exporter });
    traceable(() => 1, { name: 'one' })();
    const bad = Object.defineProperty(plainRun({ name: 'bad', end: 1, metadata: { big: 1n } }), 'inputs', refuse);
    expect(() => exporter.onEnd(bad)).not.toThrow();
    traceable(() => 1, { name: 'two' })();
    await exporter.flush?.();
    expect(arrived().filter((name) => name !== 'bad')).toEqual(['one', 'two']);
    await shutdown();
  });

  test('is given the run as it stays: what the program does afterwards is not in what arrived', async () => {
    const { exporter, arrived } = subject();
    configure({ exporter });
    traceable(() => 1, { name: 'one', onStart: (run) => setImmediate(() => run.addTags('late')) })();
    await new Promise((resolve) => setImmediate(resolve));
    await exporter.flush?.();
    expect(arrived()).toEqual(['one']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-ended']);
    await shutdown();
  });
});

describe('an exporter that fails', () => {
  const { exporter, diagnostics } = freshTracing();

  test('does not reach the traced program, and is reported once a method', () => {
    configure({
      exporter: {
        onStart() {
          throw new Error('start');
        },
        onEnd() {
          throw new Error('end');
        },
      },
    });
    const call = traceable((value: number) => value + 1, { name: 'call' });
    expect([call(1), call(2), call(3)]).toEqual([2, 3, 4]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['exporter-failed-onStart', 'exporter-failed-onEnd']);
    expect(diagnostics[0]?.cause).toEqual(new Error('start'));
  });

  test('later, because its methods are async, is reported alike', async () => {
    configure({
      exporter: {
        async onStart() {
          await Promise.resolve();
          throw new Error('start');
        },
        onEnd: () => Promise.reject(new Error('end')),
      },
    });
    const call = traceable((value: number) => value + 1, { name: 'call' });
    expect([call(1), call(2)]).toEqual([2, 3]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(diagnostics.map(({ code, cause }) => [code, cause])).toEqual([
      ['exporter-failed-onEnd', new Error('end')],
      ['exporter-failed-onStart', new Error('start')],
    ]);
  });

  test('does not keep others from their runs', () => {
    configure({
      exporter: [
        {
          onEnd() {
            throw new Error('end');
          },
        },
        exporter,
      ],
    });
    traceable(() => 1, { name: 'call' })();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['call']);
  });

  test('with a flush that rejects does not keep others from flushing, and tells the caller', async () => {
    let flushed = 0;
    const failing: Exporter = { onEnd: () => undefined, flush: () => Promise.reject(new Error('offline')) };
    const slow: Exporter = {
      onEnd: () => undefined,
      async flush() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        flushed += 1;
      },
    };
    configure({ exporter: [failing, slow] });
    await expect(flush()).rejects.toThrow('offline');
    expect(flushed).toBe(1);
  });

  test('beside others that fail: the caller gets all the reasons', async () => {
    const failing = (reason: string): Exporter => ({
      onEnd: () => undefined,
      flush: () => Promise.reject(new Error(reason)),
    });
    const failure = combineExporters(failing('offline'), failing('full'), { onEnd: () => undefined }).flush?.();
    await expect(failure).rejects.toMatchObject({
      name: 'AggregateError',
      message: '2 of 3 exporters failed: Error: offline; Error: full',
      errors: [new Error('offline'), new Error('full')],
    });
  });

  test('is named as it is in the diagnostic, also where it is a plain object or has no prototype', () => {
    class Broken implements Exporter {
      onEnd(): void {
        throw new Error('end');
      }
    }
    const bare = Object.assign(Object.create(null) as object, {
      onEnd() {
        throw new Error('end');
      },
    });
    for (const broken of [new Broken(), bare]) {
      configure({ exporter: broken });
      expect(traceable(() => 1, { name: 'call' })()).toBe(1);
    }
    expect(diagnostics).toHaveLength(2);
    expect(diagnostics[0]?.message).toContain('Broken');
  });
});
