import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { readRunFile, runForest, treeText } from 'tracenest/exporters';
import { startServer } from 'tracenest/server';
import type { Run } from 'tracenest';
import { parseCommandLine } from '../../samples/ask-the-docs/commandLine.js';
import { ExplainedError } from '../../samples/ask-the-docs/explainedError.js';
import { installedReadmes, markdownBelow } from '../../samples/ask-the-docs/markdownFile.js';
import { showTraces } from '../../samples/ask-the-docs/showTraces.js';
import { builtPackage } from '../helpers/builtPackage.js';
import { chatServer, refuses, streamsWords } from '../helpers/chatServer.js';
import { runProgram, type ProgramOptions, type ProgramResult } from '../helpers/runProgram.js';
import { expectOutput } from './expectedOutput.js';
import { normalized } from './normalized.js';

const docs = 'spec/fixtures/docs';
const question = 'How do I send a lost letter again?';
let folder = '';
let traces = 0;

beforeAll(async () => {
  await builtPackage();
  folder = await mkdtemp(join(tmpdir(), 'tracenest-spec-'));
}, 120_000);
afterAll(async () => rm(folder, { recursive: true, force: true }));

function newTraceFile(): string {
  traces += 1;
  return join(folder, `trace-${traces}.jsonl`);
}

async function ask(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult> {
  return runProgram(['samples/ask-the-docs/main.ts', ...args], options);
}

async function runsIn(traceFile: string): Promise<readonly Run[]> {
  return (await readRunFile(traceFile)).runs;
}

/** What of the output is the same whenever the same is asked. */
function printed({ stdout }: ProgramResult, traceFile: string): string {
  return stdout
    .replaceAll(traceFile, '<file>')
    .replaceAll(dirname(traceFile), '<folder>')
    .replace(/\/traces\/[-0-9a-f]{36}/, '/traces/<trace>');
}

/** The tree at the end of the output, and what comes after it. */
function treeIn({ stdout }: ProgramResult): string {
  return stdout.slice(stdout.indexOf('✓ DocsAssistant'), stdout.lastIndexOf('\nThe trace is in')).trimEnd();
}

describe('without a model', () => {
  test('answers out of the documents, prints the tree, and leaves a trace that can be read again', async () => {
    const traceFile = newTraceFile();
    const asked = await ask(['--docs', docs, '--trace', traceFile, question]);
    expect({ exitCode: asked.exitCode, stderr: asked.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expectOutput('ask-the-docs', printed(asked, traceFile));

    const runs = await runsIn(traceFile);
    const tree = normalized(treeIn(asked));
    expect(normalized(treeText(runForest(runs)))).toBe(tree);
    const shown = await ask(['--show', traceFile]);
    expect({ exitCode: shown.exitCode, stderr: shown.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toContain(question);
    expect(normalized(shown.stdout)).toContain(tree);

    // A step that fails is tried again: the failure is a red run beside the success.
    const inHeadings = runs.find(({ name }) => name === 'find in headings');
    const attempts = runs.filter(({ parentRunId }) => parentRunId === inHeadings?.id);
    expect(attempts.map(({ name, status, error }) => [name, status, error?.name])).toEqual([
      ['every word', 'error', 'NoMatchError'],
      ['any word', 'success', undefined],
    ]);
    expect(inHeadings?.status).toBe('success');
  }, 60_000);

  test('a file that cannot be read is left out, and the trace says so', async () => {
    const traceFile = newTraceFile();
    const broken = await mkdtemp(join(folder, 'docs-'));
    await writeFile(join(broken, 'good.md'), '# Good\n\nPigeons fly.\n');
    await symlink('nowhere.md', join(broken, 'dangling.md'));
    const { exitCode, stdout } = await ask(['--docs', broken, '--trace', traceFile, 'Do pigeons fly?']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Pigeons fly.');
    const load = (await runsIn(traceFile)).find(({ name }) => name === 'DocsLibrary.load');
    expect(load?.events).toMatchObject([{ name: 'file-skipped', attributes: { path: join(broken, 'dangling.md') } }]);
  }, 60_000);

  test('by default it asks the READMEs of the installed packages', async () => {
    const traceFile = newTraceFile();
    const { exitCode, stdout } = await ask([
      '--trace',
      traceFile,
      'How',
      'do',
      'I',
      'retry',
      'a',
      'failed',
      'request?',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/## Sources\n\n(- node_modules\/.+\/readme\.(md|markdown):\d+\n){3}/i);
    const load = (await runsIn(traceFile)).find(({ name }) => name === 'DocsLibrary.load');
    expect(load?.metadata['files']).toBeGreaterThan(50);
  }, 60_000);
});

describe('the page of the trace', () => {
  /** A desktop whose browser writes down what it is told to open. */
  async function desktop(): Promise<{ environment: Record<string, string>; opened: () => Promise<string> }> {
    const bin = await mkdtemp(join(folder, 'bin-'));
    const file = join(bin, 'opened');
    for (const opener of ['xdg-open', 'open'])
      await writeFile(join(bin, opener), `#!/bin/sh\necho "$1" > "${file}"\n`, { mode: 0o755 });
    const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
    return { environment: { PATH: path, DISPLAY: ':0' }, opened: async () => (await readFile(file, 'utf8')).trim() };
  }

  test('--open: it stays open in the browser until Ctrl+C, with the tree that ran', async () => {
    const { environment, opened } = await desktop();
    const traceFile = join(await mkdtemp(join(folder, 'page-')), 'trace.jsonl');
    let looked: Promise<{ html: string; ids: string[] }> | undefined;
    const look = async (url: string): Promise<{ html: string; ids: string[] }> => {
      const html = await (await fetch(url)).text();
      const trace = (await (await fetch(url.replace('/traces/', '/api/traces/'))).json()) as {
        columns: { id: string[] };
      };
      return { html, ids: trace.columns.id };
    };
    const asked = await ask(['--open', '--docs', docs, '--trace', traceFile, question], {
      environment,
      onOutput: (text, child) => {
        const url = /^Its page opens in the browser: (.+)\n.*\n/m.exec(text)?.[1];
        if (url !== undefined) looked ??= look(url).finally(() => child.kill('SIGINT'));
      },
    });
    expect({ exitCode: asked.exitCode, stderr: asked.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const page = await looked;
    expect(page?.html).toContain('<div id="page">');
    expect(page?.ids.toSorted()).toEqual((await runsIn(traceFile)).map(({ id }) => id).toSorted());
    expect(asked.stdout).toContain(await opened());
  }, 60_000);

  test('where nobody watches, the program ends, and the link is good after the command that it names', async () => {
    const traceFile = join(await mkdtemp(join(folder, 'page-')), 'trace.jsonl');
    const { stdout } = await ask(['--docs', docs, '--trace', traceFile, question]);
    const [, path = '', dataFolder] =
      /^Its page: http:.*(\/traces\/.+), after `npx tracenest --data (.+)`$/m.exec(stdout) ?? [];
    const server = await startServer({ port: 0, dataFolder });
    const response = await fetch(`${server.url}/api${path}`);
    await server.close();
    expect(response.status).toBe(200);
  }, 60_000);

  test('a server that cannot start is told of, and the answer comes', async () => {
    const bad = await mkdtemp(join(folder, 'page-'));
    await mkdir(join(bad, 'traces.db'));
    const { exitCode, stdout, stderr } = await ask(['--docs', docs, '--trace', join(bad, 'trace.jsonl'), question]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^There is no page of the trace this time\. .+/);
    expect(stdout).toContain('✓ DocsAssistant.answer');
    expect(stdout).not.toContain('Its page');
  }, 60_000);
});

describe('with a model', () => {
  function settings(url: string): Record<string, string> {
    return { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'a-secret-key', OPENAI_MODEL: 'pigeon-1' };
  }

  test('prints the words as they arrive, and the trace holds the answer and not the key', async () => {
    await using server = await chatServer(streamsWords(wordsInTwoParts()));
    const traceFile = newTraceFile();
    let wordsSeen = (): void => undefined;
    const firstPartSeen = new Promise<void>((resolve) => (wordsSeen = resolve));
    // The endpoint keeps the second part back until the first one has been printed.
    async function* wordsInTwoParts(): AsyncGenerator<string> {
      yield* ['Set ', '`retries`'];
      await firstPartSeen;
      yield* [' to ', '3.'];
    }
    const { exitCode, stdout, stderr } = await ask(['--docs', docs, '--trace', traceFile, question], {
      environment: settings(server.url),
      onOutput: (text) => text.includes('Set `retries`') && wordsSeen(),
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Set `retries` to 3.');
    const model = (await runsIn(traceFile)).find(({ runType }) => runType === 'llm');
    expect(model).toMatchObject({
      name: 'ChatModel.stream',
      status: 'success',
      outputs: { role: 'assistant', content: 'Set `retries` to 3.' },
      metadata: { ls_provider: 'openai', ls_model_name: 'pigeon-1' },
    });
    expect(await readFile(traceFile, 'utf8')).not.toContain('a-secret-key');
    expect(server.requests).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: 'Bearer a-secret-key' },
        body: { model: 'pigeon-1', stream: true },
      },
    ]);
    expect(server.requests[0]?.body.messages.at(-1)?.content).toContain('after a pause that grows');
  }, 60_000);

  test('an endpoint that is busy is asked again: the failed request is a red run beside the answer', async () => {
    await using server = await chatServer(refuses(503), streamsWords(['Try again.']));
    const traceFile = newTraceFile();
    const { exitCode, stdout } = await ask(['--docs', docs, '--trace', traceFile, question], {
      environment: settings(server.url),
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/✗ ChatModel\.stream [^]*HTTPError: .* 503/);
    expect((await runsIn(traceFile)).filter(({ runType }) => runType === 'llm').map(({ status }) => status)).toEqual([
      'error',
      'success',
    ]);
  }, 60_000);

  test('an endpoint that refuses the key is asked once, and the message says what to check', async () => {
    await using server = await chatServer(refuses(401));
    const traceFile = newTraceFile();
    const { exitCode, stdout, stderr } = await ask(['--docs', docs, '--trace', traceFile, question], {
      environment: settings(server.url),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`\nThe model endpoint ${server.url} answered 401. Check OPENAI_API_KEY.\n`);
    expect(stdout).toContain('✗ DocsAssistant.answer');
    expect(server.requests).toHaveLength(1);
  }, 60_000);

  test('an endpoint that nobody listens on is named', async () => {
    const server = await chatServer(refuses(503));
    await server[Symbol.asyncDispose]();
    const { exitCode, stderr } = await ask(['--docs', docs, '--trace', newTraceFile(), question], {
      environment: settings(server.url),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^\nThe model endpoint .* cannot be reached \(ECONNREFUSED\)\. Is it running\? .*\n$/);
  }, 60_000);

  test('an answer that breaks off is said to, below the part that came', async () => {
    await using server = await chatServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"Set `retries`"}}]}\n\n');
      response.end('data: {"error":{"message":"overloaded"}}\n\n');
    });
    const traceFile = newTraceFile();
    const { exitCode, stdout, stderr } = await ask(['--docs', docs, '--trace', traceFile, question], {
      environment: settings(server.url),
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Set `retries`');
    expect(stderr).toBe(`\nThe model endpoint ${server.url} broke off in the middle of the answer: overloaded\n`);
    const model = (await runsIn(traceFile)).filter(({ runType }) => runType === 'llm');
    expect(model).toMatchObject([{ status: 'error', outputs: { content: 'Set `retries`' } }]);
  }, 60_000);

  test('an endpoint that answers with something else is named', async () => {
    await using server = await chatServer((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
    });
    const { exitCode, stderr } = await ask(['--docs', docs, '--trace', newTraceFile(), question], {
      environment: settings(server.url),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `\nThe model endpoint ${server.url} answered with text/html and not with a stream of events.\n`,
    );
  }, 60_000);
});

test('takes a folder after the question as the place of the documents', () => {
  expect(parseCommandLine(['Do pigeons fly?', docs])).toMatchObject({ question: 'Do pigeons fly?', docs });
  expect(parseCommandLine(['what', 'is', 'lib'])).toMatchObject({ question: 'what is', docs: 'lib' });
  expect(parseCommandLine(['what', 'is', 'it'])).toMatchObject({ question: 'what is it', docs: undefined });
  expect(parseCommandLine(['lib'])).toMatchObject({ question: 'lib', docs: undefined });
  expect(() => parseCommandLine(['Do pigeons fly?', './nowhere'])).toThrow('There is no folder ./nowhere.');
  expect(() => parseCommandLine(['Do pigeons fly?', 'package.json'])).not.toThrow();
  expect(parseCommandLine(['what is /etc/hosts'])).toMatchObject({ question: 'what is /etc/hosts', docs: undefined });
});

describe('says what is wrong', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no question', () => parseCommandLine([]), /What is the question\?/],
    ['an unknown option', () => parseCommandLine(['--what']), /--what.*\n.*--help/],
    ['a folder that is missing', () => markdownBelow('no/such'), /no\/such: there is no such folder/],
    ['a file for a folder', () => markdownBelow('package.json'), /package\.json: that is a file/],
    [
      'a folder without documents',
      () => markdownBelow('spec/fixtures/noDocs'),
      /no Markdown file .* in spec\/fixtures/,
    ],
    ['packages that are not installed', () => installedReadmes('spec/pack'), /Run npm ci first/],
    ['a trace file that is missing', () => showTraces('no/such.jsonl'), /Cannot read no\/such\.jsonl: ENOENT/],
    ['a trace file without traces', () => showTraces('package.json'), /There is no trace in package\.json/],
  ])('%s', async (_case, act, message) => {
    const error: unknown = await Promise.resolve()
      .then(act)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExplainedError);
    expect((error as ExplainedError).message).toMatch(message);
  });

  test('without a stack, and with an exit code', async () => {
    const { exitCode, stderr } = await ask(['--trace', newTraceFile(), '--docs', docs, 'xylophones']);
    expect(stderr).toMatch(/^\nNone of \d+ passages is about that\. .*\n$/);
    expect(exitCode).toBe(1);
  }, 60_000);

  test('--help says what it can do', async () => {
    const { exitCode, stdout } = await ask(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/--docs[^]*--show[^]*OPENAI_BASE_URL/);
  }, 60_000);
});
