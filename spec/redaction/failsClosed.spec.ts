import { describe, expect, test } from '@jest/globals';
import { configure, flush, MemoryExporter, startRun, trace, type ConfigureOptions, type Run } from 'tracenest';
import { BatchExporter } from 'tracenest/exporters';
import { toRunRecord } from '../../lib/export/runRecord.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();
const secret = 'hunter22';

function runOnce(): Run {
  const run = startRun({ name: secret, inputs: { secret }, tags: [secret], metadata: { secret } });
  run.addEvent(secret, { secret });
  run.attach(secret, { mimeType: 'text/plain', data: secret });
  run.setOutputs({ secret });
  run.end(undefined, new Error(secret));
  return exporter.runs.at(-1) as Run;
}

const refusals: readonly (readonly [name: string, refuse: (value?: any) => any])[] = [
  ['throws', () => JSON.parse(secret)],
  [
    'throws no error',
    () => {
      throw secret;
    },
  ],
  [
    'throws something unreadable',
    () => {
      throw Object.create(null);
    },
  ],
  [
    'throws an error that cannot be read',
    () => {
      throw new Proxy(new Error(secret), {
        get: () => {
          throw new Error(secret);
        },
      });
    },
  ],
  ['gives a promise', async () => ({})],
  [
    'gives a promise that fails',
    async () => {
      throw new Error(secret);
    },
  ],
  ['gives nothing', () => undefined],
  ['gives null', () => null],
  ['gives a text', () => 'hidden'],
  ['gives a list', () => [1]],
  ['gives an instance', () => new Map([[secret, secret]])],
];

describe.each(refusals)('a function that %s', (_name, refuse) => {
  test.each(['hideInputs', 'hideOutputs', 'hideMetadata'] as const)(
    'as %s withholds that part, and says so',
    (option) => {
      configure({ [option]: refuse });
      const field = option.slice(4).toLowerCase() as 'inputs' | 'outputs' | 'metadata';
      for (let count = 0; count < 3; count++) {
        const run = runOnce();
        expect(run[field]).toEqual({ withheld: `[Withheld: ${option} failed]` });
        expect(run.name).toBe(secret);
      }
      expect(diagnostics.map(({ code }) => code)).toEqual([`redaction-failed-${field}`]);
      expect(diagnostics[0]?.message).toContain(`configure: ${option} failed on the ${field}`);
      expect(JSON.stringify(diagnostics)).not.toContain(secret);
      expect(diagnostics[0]?.cause).toBeUndefined();
    },
  );

  test('as anonymizer withholds everything, and says so once for each part', () => {
    configure({ anonymizer: refuse });
    const run = runOnce();
    expect(JSON.stringify(toRunRecord(run))).not.toContain(secret);
    expect(runOnce()).toMatchObject({
      name: '[Withheld: anonymizer failed]',
      projectName: '[Withheld: anonymizer failed]',
      inputs: { withheld: '[Withheld: anonymizer failed]' },
      outputs: { withheld: '[Withheld: anonymizer failed]' },
      metadata: { withheld: '[Withheld: anonymizer failed]' },
      tags: ['[Withheld: anonymizer failed]'],
      error: { name: 'Error', message: '[Withheld: anonymizer failed]' },
      events: [{ name: '[Withheld: anonymizer failed]' }],
      attachments: { '[Withheld: anonymizer failed]': { data: '[Withheld: anonymizer failed]' } },
    });
    expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(diagnostics.length);
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
  });
});

test.each<[string, ConfigureOptions['anonymizer']]>([
  ['a replacement that throws', [{ pattern: /hunter/, replace: () => JSON.parse(secret) }]],
  ['a replacement that gives no text', [{ pattern: /hunter/, replace: (() => 7) as never }]],
  [
    'a function that makes texts to something else',
    (values) => Object.fromEntries(Object.keys(values).map((key) => [key, 7])),
  ],
  ['a function that forgets the part', () => ({})],
])('%s withholds what it was to change', (_name, anonymizer) => {
  configure({ anonymizer });
  const { name, tags, error, events, attachments } = runOnce();
  expect(JSON.stringify([name, tags, error, events, attachments])).not.toContain(secret);
  expect(JSON.stringify(diagnostics)).not.toContain(secret);
});

test('what a function gives is made plain: no cycles, no promises, and nothing that changes later', () => {
  const given: Record<string, unknown> = { list: [1], later: Promise.resolve(secret) };
  given['self'] = given;
  configure({ hideInputs: () => given });
  const run = runOnce();
  expect(run.inputs).toEqual({ list: [1], later: '[Promise]', self: '[Circular]' });
  (given['list'] as number[]).push(2);
  expect(run.inputs).toMatchObject({ list: [1] });
});

test('a part that fails does not withhold the others, nor another exporter its own', async () => {
  const other = new MemoryExporter();
  const refuse = (): never => {
    throw new Error(secret);
  };
  configure({ exporter: [exporter, new BatchExporter(other, { hideOutputs: refuse, signals: false })] });
  trace({ name: 'call', inputs: { a: 1 } }, () => ({ b: 2 }));
  await flush();
  expect(exporter.runs[0]?.outputs).toEqual({ b: 2 });
  expect(other.runs[0]).toMatchObject({ inputs: { a: 1 }, outputs: { withheld: '[Withheld: hideOutputs failed]' } });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('BatchExporter: hideOutputs failed'),
  ]);
});

test('what is told of failures elsewhere is scrubbed too, with its errors', () => {
  configure({
    scrubSecrets: true,
    exporter: {
      onEnd: () => {
        throw new Error('refused: api_key=abcdef123456');
      },
    },
  });
  trace({ name: 'call' }, () => 1);
  const [{ cause } = { cause: undefined }] = diagnostics;
  expect(cause).toBeInstanceOf(Error);
  expect((cause as Error).message).toBe('refused: api_key=[Redacted: secret]');
  expect((cause as Error).stack).toMatch(/refused: api_key=\[Redacted: secret\]\n {4}at /);
});
