import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configure, flush, MemoryExporter, trace, type GivenAttachment } from 'tracenest';
import {
  BatchExporter,
  FileExporter,
  LangSmithExporter,
  OtlpExporter,
  readRunFile,
  type LangSmithExporterOptions,
} from 'tracenest/exporters';
import { freshTracing } from '../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../helpers/ingestServer.js';
import { programStarter } from '../helpers/startProgram.js';

const { diagnostics } = freshTracing();
const programs = programStarter();
const folder = mkdtempSync(join(tmpdir(), 'tracenest-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let server: IngestServer;
let exporter: LangSmithExporter;
beforeEach(async () => void (server = await ingestServer()));
afterEach(async () => {
  await exporter.shutdown({ timeoutMs: 1 }).catch(() => undefined);
  await server.close();
});

function exporting(options: LangSmithExporterOptions = {}): void {
  exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key', delayMs: 5, ...options });
  configure({ exporter });
}

function newFile(content: string | Uint8Array): string {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.bin`);
  writeFileSync(path, content);
  return path;
}

function call(files: Readonly<Record<string, GivenAttachment>>): string {
  return trace({ name: 'call' }, (run) => {
    for (const [name, file] of Object.entries(files)) run.attach(name, file);
    return run.id;
  });
}

/** What arrived, as type and text by name. */
function arrived(): Record<string, readonly [type: string, text: string]> {
  const files = [...server.attachments].map(
    ([key, { type, bytes }]) => [key.slice(37), [type, String(bytes)]] as const,
  );
  return Object.fromEntries(files);
}

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const text of texts) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield text;
  }
}

function webStream(...texts: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encoder.encode(text));
      controller.close();
    },
  });
}

describe('an attachment is read', () => {
  test('out of a file, a Blob and streams of every kind, and keeps its place among the others', async () => {
    exporting();
    const path = newFile('a file');
    call({
      bytes: { mimeType: 'text/plain', data: 'a text' },
      path: { mimeType: 'text/plain', path },
      url: { mimeType: 'text/plain', path: pathToFileURL(path) },
      blob: { mimeType: 'image/png', data: new Blob(['a blob']) },
      'blob alone': new Blob(['a blob'], { type: 'text/css;charset=utf-8' }),
      web: { mimeType: 'text/plain', data: webStream('a ', 'web stream') },
      node: ['text/plain', createReadStream(path) as never],
      generator: { mimeType: 'text/plain', data: chunks('a ', new TextEncoder().encode('generator')) },
    });
    await flush();
    expect(Object.entries(arrived())).toEqual([
      ['bytes', ['text/plain', 'a text']],
      ['path', ['text/plain', 'a file']],
      ['url', ['text/plain', 'a file']],
      ['blob', ['image/png', 'a blob']],
      ['blob alone', ['text/css', 'a blob']],
      ['web', ['text/plain', 'a web stream']],
      ['node', ['text/plain', 'a file']],
      ['generator', ['text/plain', 'a generator']],
    ]);
    expect(server.violations).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  test('whole, where it is large, and the loop turns meanwhile', async () => {
    exporting();
    const bytes = new Uint8Array(12 * 2 ** 20).map((_, index) => index * 7);
    const path = newFile(bytes);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const id = call({ large: { mimeType: 'application/octet-stream', path } });
    await flush();
    clearInterval(timer);
    expect(server.attachments.get(`${id}.large`)?.bytes.equals(bytes)).toBe(true);
    expect(turns).toBeGreaterThan(3);
  });

  test('once, whoever wants it: a stream for two exporters', async () => {
    const memory = new MemoryExporter();
    exporting();
    configure({ exporter: [exporter, new BatchExporter(memory)] });
    call({ stream: { mimeType: 'text/plain', data: chunks('one', ' two') } });
    await flush();
    expect(arrived()).toEqual({ stream: ['text/plain', 'one two'] });
    expect(memory.runs[0]?.attachments['stream']?.data).toEqual(new Uint8Array(Buffer.from('one two')));
  });

  test('not at all where it is hidden, or means nothing to the target', async () => {
    let pulls = 0;
    const counting = async function* (): AsyncGenerator<string> {
      pulls += 1;
      yield 'x';
    };
    exporting({ hideAttachments: true });
    call({ stream: { mimeType: 'text/plain', data: counting() } });
    await flush();
    const otlp = new OtlpExporter({
      exporter: { export: (_spans, done) => done({ code: 0 }), shutdown: async () => undefined },
    });
    configure({ exporter: otlp });
    call({ stream: { mimeType: 'text/plain', data: counting() } });
    await flush();
    expect(pulls).toBe(0);
    expect(arrived()).toEqual({});
  });

  test('under a name that is redacted', async () => {
    exporting({ anonymizer: [{ pattern: 'Ann', replace: 'X' }] });
    call({ 'Ann.txt': { mimeType: 'text/plain', path: newFile('a file') } });
    await flush();
    expect(arrived()).toEqual({ X_txt: ['text/plain', 'a file'] });
  });

  test('before it counts as spooled, so that the file is needed no more', async () => {
    let isAway = true;
    await server.close();
    server = await ingestServer({ fault: () => (isAway ? { kind: 'status', status: 503 } : undefined) });
    exporting({ spool: join(folder, 'spool') });
    const path = newFile('a file');
    call({ path: { mimeType: 'text/plain', path } });
    await exporter.shutdown({ timeoutMs: 200 }).catch(() => undefined);
    rmSync(path);
    isAway = false;
    exporting({ spool: join(folder, 'spool') });
    await flush();
    expect(arrived()).toEqual({ path: ['text/plain', 'a file'] });
  });
});

describe('what cannot be read is marked in its place, told, and costs nothing else:', () => {
  const failing = async function* (): AsyncGenerator<string> {
    yield 'half';
    throw new Error('SECRET');
  };
  const stalling = async function* (): AsyncGenerator<string> {
    yield 'half';
    await new Promise(() => undefined);
  };
  const cases: readonly (readonly [string, () => GivenAttachment, RegExp])[] = [
    ['no file', () => ({ mimeType: 'image/png', path: join(folder, 'SECRET') }), /cannot be read \(ENOENT\)/],
    ['a folder', () => ({ mimeType: 'image/png', path: folder }), /it is no file/],
    ['a device', () => ({ mimeType: 'image/png', path: '/dev/zero' }), /it is no file/],
    ['too large a file', () => ({ mimeType: 'image/png', path: newFile('x'.repeat(1_001)) }), /more than 1000 bytes/],
    ['too large a Blob', () => new Blob(['x'.repeat(1_001)]), /more than 1000 bytes/],
    [
      'a stream without end',
      () => ({ mimeType: 'a/b', data: webStream(...Array<string>(20).fill('x'.repeat(100))) }),
      /more than 1000/,
    ],
    ['a stream that fails', () => ({ mimeType: 'a/b', data: failing() }), /it failed while it was read/],
    ['a stream that stalls', () => ({ mimeType: 'a/b', data: stalling() }), /not read within 200 ms/],
    ['a stream of objects', () => ({ mimeType: 'a/b', data: chunks({} as never) }), /something else than bytes/],
    [
      'a stream that somebody reads',
      () => {
        const stream = webStream('x');
        stream.getReader();
        return { mimeType: 'a/b', data: stream };
      },
      /cannot be read \(ERR_INVALID_STATE\)/,
    ],
  ];

  test.each(cases)('%s', async (_name, make, why) => {
    exporting({ attachmentBytes: 1_000, requestTimeoutMs: 200 });
    call({ bad: make(), good: { mimeType: 'text/plain', path: newFile('a file') } });
    call({});
    await flush();
    expect(server.runs.size).toBe(2);
    const { bad, good } = arrived();
    expect(good).toEqual(['text/plain', 'a file']);
    expect(bad).toEqual(['text/plain', expect.stringMatching(why)]);
    expect(bad?.[1]).toMatch(/^\[Not attached: /);
    expect(diagnostics.length).toBeLessThanOrEqual(1);
    expect(JSON.stringify([diagnostics, bad])).not.toContain('SECRET');
  });

  test('what there is no room for', async () => {
    exporting({ queueBytes: 20_000, manualFlush: true });
    for (let count = 0; count < 30; count++)
      call({ file: { mimeType: 'text/plain', path: newFile('x'.repeat(3_000)) } });
    await flush().catch(() => undefined);
    const texts = Object.values(Object.fromEntries(server.attachments)).map(({ bytes }) => String(bytes));
    expect(server.runs.size).toBeGreaterThan(3);
    expect(texts.some((text) => text === 'x'.repeat(3_000))).toBe(true);
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/attachment-unread|runs-lost/)]),
    );
    // What is left to tell is told before the end.
    await exporter.shutdown({ timeoutMs: 1_000 }).catch(() => undefined);
  });
});

test.each(['end', 'exit', 'SIGTERM'])('a process has read and delivered its files at its %s', async (how) => {
  exporting();
  const source = `
    import { configure, trace } from 'tracenest';
    import { LangSmithExporter } from 'tracenest/exporters';
    const [endpoint, path, how] = process.argv.slice(2);
    configure({ exporter: new LangSmithExporter({ endpoint, apiKey: 'key' }) });
    trace({ name: 'call' }, (run) => {
      run.attach('file', { mimeType: 'text/plain', path });
      run.attach('blob', new Blob(['a blob'], { type: 'text/plain' }));
    });
    if (how === 'exit') process.exit();
    if (how === 'SIGTERM') { process.kill(process.pid, 'SIGTERM'); setInterval(() => undefined, 1_000); }
  `;
  const program = await programs.start(source, [server.url, newFile('a file'), how]);
  const { stderr } = await program.ended;
  const isCut = how === 'exit';
  expect(arrived()).toEqual({
    file: ['text/plain', 'a file'],
    blob: ['text/plain', isCut ? '[Not attached: the process was over before it was read]' : 'a blob'],
  });
  expect(stderr === '').toBe(!isCut);
});

test('a FileExporter by itself waits for nothing: it writes the path, and of a stream that it did not', async () => {
  const path = join(folder, 'runs.jsonl');
  configure({ exporter: new FileExporter(path) });
  call({
    file: { mimeType: 'text/plain', path: '/some/where' },
    stream: { mimeType: 'a/b', data: createReadStream('/dev/null') as never },
  });
  await flush();
  const { runs } = await readRunFile(path);
  expect(runs[0]?.attachments).toEqual({
    file: { mimeType: 'text/plain', data: { path: '/some/where' } },
    stream: { mimeType: 'text/plain', data: expect.stringMatching(/^\[Not attached: .* stream\]$/) },
  });
  expect(statSync(path).size).toBeGreaterThan(0);
});
