import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { configure, flush, trace } from 'tracenest';
import { formOf, readVariable, type Variable } from '../../lib/environment/variable.js';
import { variables } from '../../lib/export/environment.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { rowInReadme, rowOf, withoutVariables } from '../helpers/variableSpecs.js';
import { ingestServer, type IngestServer } from '../helpers/ingestServer.js';

const { diagnostics } = freshTracing();
const all = Object.entries(variables) as [string, Variable<unknown>][];
withoutVariables(all.map(([, variable]) => variable));

/** A value that each takes, and what it comes to. */
const good: Readonly<Record<string, readonly [string, unknown]>> = {
  endpoint: ['"https://traces.example/api/v1/"', 'https://traces.example/api/v1'],
  apiKey: ["'lsv2_key'", 'lsv2_key'],
  workspaceId: ['workspace-1', 'workspace-1'],
  runsEndpoints: ['[]', '[]'],
  samplingRate: ['0.25', 0.25],
  disableCompression: ['true', true],
  spool: ['/var/spool/traces', '/var/spool/traces'],
  spoolBytes: ['1e6', 1_000_000],
  queueBytes: ['1000', 1000],
  delayMs: ['0', 0],
  exitTimeoutMs: ['100', 100],
  otlpTracesEndpoint: ['http://localhost:4318/v1/traces', 'http://localhost:4318/v1/traces'],
  otlpEndpoint: ['http://localhost:4318/', 'http://localhost:4318'],
  otlpHeaders: ['api-key=a%20b, x-team=docs', { 'api-key': 'a b', 'x-team': 'docs' }],
  otlpProtocol: ['http/json', 'http/json'],
  otlpCompression: ['gzip', 'gzip'],
  otlpService: ['shop', 'shop'],
  otlpResource: ['deployment.environment=test', { 'deployment.environment': 'test' }],
};

const wrong: Readonly<Record<string, readonly string[]>> = {
  endpoint: ['localhost', 'ftp://traces.example', 'not a url', '127.0.0.1:9', 'htp://traces.example', ' '],
  apiKey: ['two words', 'clé', 'line\nend'],
  workspaceId: ['two words'],
  samplingRate: ['half', '1.5', '-1', ' '],
  disableCompression: ['yes', 'TRUE'],
  spoolBytes: ['0', '1 GB'],
  queueBytes: ['-5', 'plenty'],
  delayMs: ['soon', '-1'],
  exitTimeoutMs: ['1e99'],
  otlpTracesEndpoint: ['localhost:4318'],
  otlpEndpoint: ['ftp://localhost'],
  otlpHeaders: ['SECRET', 'a=%E0%A4%A'],
  otlpProtocol: ['grpc'],
  otlpCompression: ['zstd'],
  otlpResource: ['=x'],
};

describe.each(all)('the variable for %s', (key, variable) => {
  const name = variable.names[0];

  test('is read, by its names in their order', () => {
    const [text, value] = good[key] ?? ['', undefined];
    for (const candidate of [...variable.names].reverse()) {
      process.env[candidate] = text;
      expect(readVariable(variable)).toEqual(value);
    }
    for (const candidate of variable.names.slice(1)) process.env[candidate] = 'nonsense of another';
    expect(readVariable(variable)).toEqual(value);
    expect(diagnostics).toEqual([]);
  });

  test('counts as not set where it is empty', () => {
    process.env[name] = '';
    expect(readVariable(variable)).toBeUndefined();
    expect(diagnostics).toEqual([]);
  });

  test('is told where it is wrong: the name, what it looks like and has to, what is used instead, never the value', () => {
    for (const text of wrong[key] ?? []) {
      process.env[name] = text;
      expect(readVariable(variable)).toBe(variable.whenWrong?.value);
      const message = diagnostics.at(-1)?.message ?? '';
      const instead = variable.whenWrong?.text ?? variable.fallback;
      for (const part of [name, formOf(text), variable.form, instead]) expect(message).toContain(part);
      if (text.trim().length > 2) expect(message).not.toContain(text);
    }
    expect(diagnostics.map(({ code }) => code)).toEqual((wrong[key] ?? []).map(() => 'variable-invalid'));
  });

  test('has its row in the README', () => {
    expect(rowInReadme(variable)).toEqual(rowOf(variable));
  });
});

test('the README has a row for every option, and no others', async () => {
  const { batchOptionNames } = await import('../../lib/export/batch/batchOptions.js');
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('| `batchRuns`'), readme.indexOf('An option counts before'));
  const names = [...table.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  const own = [
    'endpoint',
    'apiKey',
    'workspaceId',
    'projectName',
    'primary',
    'endpoints',
    'compression',
    'headers',
    'fetch',
  ];
  expect(names.sort()).toEqual([...batchOptionNames.filter((name) => name !== 'record'), ...own].sort());
});

describe('LangSmithExporter', () => {
  let server: IngestServer;
  beforeEach(async () => (server = await ingestServer()));
  afterEach(async () => server.close());

  async function sendOne(options: LangSmithExporterOptions = {}): Promise<void> {
    configure({ exporter: new LangSmithExporter(options) });
    trace({ name: 'call' }, () => 1);
    await flush();
  }

  test('goes where the environment says, and as whom', async () => {
    Object.assign(process.env, {
      LANGSMITH_ENDPOINT: server.url,
      LANGSMITH_API_KEY: 'key',
      LANGSMITH_WORKSPACE_ID: 'w',
    });
    await sendOne();
    expect(server.requests[0]?.headers).toMatchObject({ 'x-api-key': 'key', 'x-tenant-id': 'w' });
  });

  test('goes where the options say before that', async () => {
    Object.assign(process.env, { LANGSMITH_ENDPOINT: 'http://127.0.0.1:9', LANGSMITH_API_KEY: 'key' });
    await sendOne({ endpoint: `${server.url}/`, apiKey: 'other', headers: { 'x-team': 'docs' } });
    expect(server.requests[0]).toMatchObject({
      path: '/runs/multipart',
      headers: { 'x-api-key': 'other', 'x-team': 'docs' },
    });
  });

  test.each([
    [
      'a list',
      (url: string) => [
        { api_url: url, api_key: 'a' },
        { api_url: `${url}/`, api_key: 'b' },
      ],
    ],
    ['an object', (url: string) => ({ [url]: 'a', [`${url}/`]: 'b' })],
    [
      'a list with wrong entries',
      (url: string) => [
        { api_url: url, api_key: 'a' },
        { api_url: 'here', api_key: 'SECRET' },
        { api_url: url, api_key: 17 },
        { api_url: url, api_key: 'SECRET', project_name: 17 },
        { api_url: url, api_key: 'SECRET', primary: 'yes' },
        { api_url: url, api_key: 'a SECRET' },
        { api_url: `${url}?x=SECRET`, api_key: 'SECRET' },
        { api_url: url, api_key: 'SECRET', project_name: 'x'.repeat(204) },
        'SECRET',
        { api_url: url, api_key: 'b', project_name: null },
      ],
    ],
  ])('goes to all of LANGSMITH_RUNS_ENDPOINTS, given as %s', async (name, value) => {
    process.env['LANGSMITH_RUNS_ENDPOINTS'] = JSON.stringify(value(server.url));
    await sendOne();
    expect(server.requests.map(({ headers }) => headers['x-api-key']).sort()).toEqual(['a', 'b']);
    expect(diagnostics).toHaveLength(name.includes('wrong') ? 8 : 0);
    expect(JSON.stringify(diagnostics)).not.toContain('SECRET');
  });

  test('tells of LANGSMITH_RUNS_ENDPOINTS beside LANGSMITH_ENDPOINT', async () => {
    Object.assign(process.env, { LANGSMITH_ENDPOINT: server.url });
    process.env['LANGSMITH_RUNS_ENDPOINTS'] = JSON.stringify({ [server.url]: 'a' });
    await sendOne();
    expect(server.requests).toHaveLength(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(['variable-shadowed']);
  });

  describe('goes nowhere, and tells, where the place is wrong: traces and keys meant for one server reach no other', () => {
    const wrongPlaces: readonly (readonly [string, string])[] = [
      ['LANGSMITH_ENDPOINT', '127.0.0.1:9'],
      ['LANGSMITH_ENDPOINT', 'htp://SECRET.example'],
      ['LANGCHAIN_ENDPOINT', ' '],
      ['LANGSMITH_RUNS_ENDPOINTS', 'SECRET'],
      ['LANGSMITH_RUNS_ENDPOINTS', '"SECRET"'],
      ['LANGSMITH_RUNS_ENDPOINTS', '[]'],
      ['LANGSMITH_RUNS_ENDPOINTS', '{}'],
      ['LANGSMITH_RUNS_ENDPOINTS', '[{"api_url":"here","api_key":"SECRET"}]'],
    ];

    test.each(wrongPlaces)('%s=%s', async (name, value) => {
      // Where it would go if what is wrong were left out.
      if (name === 'LANGSMITH_RUNS_ENDPOINTS') process.env['LANGSMITH_ENDPOINT'] = server.url;
      Object.assign(process.env, { LANGSMITH_API_KEY: 'SECRET', [name]: value });
      const fetched: unknown[] = [];
      const failing: typeof fetch = async (...request) => {
        fetched.push(request);
        throw new Error('no');
      };
      await expect(sendOne({ fetch: failing })).rejects.toMatchObject({
        undelivered: 1,
        message: expect.stringContaining(`nowhere (${name} is wrong)`),
      });
      expect(fetched).toEqual([]);
      const told = diagnostics.filter(({ code }) => code === 'variable-invalid').map(({ message }) => message);
      expect(told.at(-1)).toContain(name);
      expect(told.at(-1)).toContain('nothing is sent until it is right');
      expect(JSON.stringify(diagnostics)).not.toContain('SECRET');
    });

    test('and keeps runs in the spool until it is right', async () => {
      const spool = mkdtempSync(join(tmpdir(), 'tracenest-spool-'));
      process.env['LANGSMITH_ENDPOINT'] = '127.0.0.1:9';
      const lost = new LangSmithExporter({ spool });
      configure({ exporter: lost });
      const id = trace({ name: 'call' }, (run) => run.id);
      await expect(lost.shutdown()).rejects.toThrow('They stay in the spool');
      process.env['LANGSMITH_ENDPOINT'] = server.url;
      const found = new LangSmithExporter({ spool });
      await found.shutdown();
      expect([...server.runs.keys()]).toEqual([id]);
      rmSync(spool, { recursive: true });
    });

    test('but where the option says, whatever the environment does', async () => {
      Object.assign(process.env, { LANGSMITH_ENDPOINT: '127.0.0.1:9', LANGSMITH_RUNS_ENDPOINTS: '[]' });
      await sendOne({ endpoint: server.url });
      expect(server.requests).toHaveLength(1);
      expect(diagnostics).toEqual([]);
    });
  });

  test('says that LangSmith takes nothing without a key', () => {
    void new LangSmithExporter({ signals: false }).shutdown();
    expect(diagnostics.map(({ code }) => code)).toEqual(['langsmith-no-key']);
  });

  test.each<[string, object, RegExp]>([
    ['an unknown option', { apikey: 'x' }, /no option apikey/],
    ['a number out of range', { samplingRate: 2 }, /samplingRate is 2. Give a number from 0 to 1/],
    ['no number', { delayMs: 'soon' }, /delayMs is soon/],
    ['a flag that is none', { sendStarts: 'yes' }, /sendStarts is yes/],
    ['no URL', { endpoint: 'localhost:80' }, /URL of http or https/],
    ['a key that no header can carry', { apiKey: 'SECRET KEY' }, /a text of 10 characters/],
    ['an empty list of endpoints', { endpoints: [] }, /at least one/],
    [
      'one endpoint and several',
      { endpoints: [{ endpoint: 'http://127.0.0.1' }] },
      /give endpoints, each with what it needs, or endpoint/,
    ],
    ['another compression', { compression: 'brotli' }, /auto, gzip, zstd, none/],
    ['a URL with a query', { endpoint: 'http://127.0.0.1/?key=SECRET' }, /without a query/],
    ['a workspace that no header can carry', { workspaceId: 'a\nSECRET' }, /workspaceId is a text of 8 characters/],
    [
      'headers that HTTP cannot send',
      { headers: { authorization: 'a\nSECRET' } },
      /the value of the header authorization/,
    ],
    ['names of headers that are none', { headers: { 'a b': 'c' } }, /the header "a b"/],
    ['headers that are no texts', { headers: { a: 5 } }, /the value of the header a/],
    ['headers that are a list', { headers: [['a', 'SECRET']] }, /an object of texts by name/],
    ['no function to fetch with', { fetch: 'fetch' }, /fetch is a function/],
    ['no function to wait with', { waitUntil: true }, /waitUntil is true. Give a function/],
    ['nothing to keep by', { keep: null }, /keep is null. Give an object of errors, slowerThanMs, share, maxBytes/],
    ['a misspelt rule for keeping', { keep: { sharee: 1 } }, /an object with sharee/],
    ['a share of more than all', { keep: { share: 2 } }, /keep.share is 2. Give a number from 0 to 1/],
    ['a time that is none', { keep: { slowerThanMs: '1s' } }, /keep.slowerThanMs is 1s/],
    ['a choice that is none', { keep: { errors: 'yes' } }, /keep.errors is yes/],
    ['an empty path', { spool: '' }, /path of a folder/],
    ['a project that is too long', { projectName: 'x'.repeat(204) }, /203 bytes/],
  ])('throws at once on %s, without the key', (_name, options, message) => {
    const make = (): unknown => new LangSmithExporter({ endpoint: 'http://127.0.0.1:9', apiKey: 'key', ...options });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/SECRET/);
  });
});
