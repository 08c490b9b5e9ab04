import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, startRun, trace, traceable, type Run } from 'tracenest';
import { toRunRecord } from '../../lib/export/runRecord.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { plainSecrets } from '../capture/redaction/secretSamples.js';

const { exporter, diagnostics } = freshTracing();

/** A run that says the same text in every place that it has, once it has ended with an error. */
function runSaying(text: string, value: unknown = text): Run {
  const run = startRun({
    name: `ask ${text}`,
    inputs: { value, list: [text, { deep: text }], [text]: 1 },
    tags: [text, 'plain'],
    metadata: { value, thread_id: text },
    projectName: `project ${text}`,
  });
  run.addEvent(`event ${text}`, { value, [text]: 1 });
  run.addMetadata({ later: text });
  run.attach(`${text}.txt`, { mimeType: 'text/plain', data: `attached ${text}` });
  run.attach('image.png', { mimeType: 'image/png', data: new Uint8Array([1, 2, 3]) });
  run.setOutputs({ value, [text]: [text] });
  const inner = new RangeError(`inner ${text}`);
  const error = new AggregateError([new Error(`member ${text}`)], `outer ${text}`, { cause: inner });
  run.end(undefined, error);
  return exporter.runs.at(-1) as Run;
}

const written = (run: Run): string => JSON.stringify(toRunRecord(run));

describe('a secret is found wherever it stands', () => {
  test('by the scrubber', () => {
    const [, secret] = plainSecrets[0] ?? [];
    configure({ scrubSecrets: true });
    const run = runSaying(secret ?? '');
    expect(written(run)).not.toContain(secret);
    expect(run).toMatchObject({
      name: 'ask [Redacted: Anthropic key]',
      projectName: 'project [Redacted: Anthropic key]',
      inputs: { value: '[Redacted: Anthropic key]', '[Redacted: Anthropic key]': 1 },
      tags: ['[Redacted: Anthropic key]', 'plain'],
      metadata: { later: '[Redacted: Anthropic key]' },
      events: [{ name: 'event [Redacted: Anthropic key]', attributes: { '[Redacted: Anthropic key]': 1 } }],
      error: {
        message: 'outer [Redacted: Anthropic key]',
        cause: { name: 'RangeError', message: 'inner [Redacted: Anthropic key]' },
        errors: [{ message: 'member [Redacted: Anthropic key]' }],
      },
    });
    // Files are told where they are: the working directory is no secret, although it is called PWD.
    expect(run.error?.stack).toContain(`${import.meta.dirname}/wholeRecord`);
    expect(run.error?.stack).toContain('outer [Redacted: Anthropic key]\n    at ');
    expect(run.attachments).toEqual({
      '[Redacted: Anthropic key].txt': { mimeType: 'text/plain', data: 'attached [Redacted: Anthropic key]' },
      'image.png': { mimeType: 'image/png', data: new Uint8Array([1, 2, 3]) },
    });
    expect(diagnostics).toEqual([]);
  });

  test('by rules', () => {
    configure({ anonymizer: [{ pattern: /ann\d/ }, { pattern: 'Bob', replace: 'B.' }] });
    expect(written(runSaying('ann7, Bob'))).not.toMatch(/ann7|Bob/);
    expect(exporter.runs[0]?.name).toBe('ask [Redacted], B.');
  });

  test('by a function', () => {
    const hide = (value: unknown): any => JSON.parse(JSON.stringify(value).replaceAll('ann7', 'somebody'));
    configure({ anonymizer: hide });
    expect(written(runSaying('ann7'))).not.toContain('ann7');
    expect(exporter.runs[0]?.error?.cause).toMatchObject({ name: 'RangeError', message: 'inner somebody' });
  });

  test('in the environment, by the names of variables, also of those that are set later', () => {
    configure({ scrubSecrets: true });
    const values = {
      SPEC_API_KEY: 'correct horse "battery"',
      SPEC_DATABASE: 'postgres://app:hunter22!@db.example/app',
      LANGSMITH_RUNS_ENDPOINTS: JSON.stringify({ 'https://traces.example': 'another opaque key' }),
    };
    const now = Date.now;
    try {
      runSaying('nothing');
      Object.assign(process.env, values);
      Date.now = () => now() + 60_000;
      const run = runSaying(
        `${values.SPEC_API_KEY} ${JSON.stringify({ a: values.SPEC_API_KEY })} hunter22! another opaque key`,
      );
      expect(written(run)).not.toMatch(/battery|hunter22|another opaque/);
      expect(run.tags[0]).toBe(
        '[Redacted: SPEC_API_KEY] {"a":"[Redacted: SPEC_API_KEY]"} [Redacted: SPEC_DATABASE] [Redacted: LANGSMITH_RUNS_ENDPOINTS]',
      );
    } finally {
      Date.now = now;
      for (const name of Object.keys(values)) delete process.env[name];
    }
  });

  test('by the names of members, and the names beside values', () => {
    configure({ scrubSecrets: true });
    const inputs = {
      password: 'x',
      nested: [{ apiKey: 'y', credentials: { user: 'u', list: ['p', 7] }, token: 'word', input_tokens: 3 }],
      headers: [
        { name: 'Authorization', value: 'opaque' },
        { key: 'X-Api-Key', value: 'opaque' },
      ],
      rawHeaders: ['Host', 'example.com', 'Cookie', 'a'],
    };
    trace({ name: 'call', inputs }, () => 1);
    expect(exporter.runs[0]?.inputs).toEqual({
      password: '[Redacted: secret]',
      nested: [
        {
          apiKey: '[Redacted: secret]',
          credentials: { user: '[Redacted: secret]', list: ['[Redacted: secret]', '[Redacted: secret]'] },
          token: 'word',
          input_tokens: 3,
        },
      ],
      headers: [
        { name: 'Authorization', value: '[Redacted: secret]' },
        { key: 'X-Api-Key', value: '[Redacted: secret]' },
      ],
      rawHeaders: ['Host', 'example.com', 'Cookie', '[Redacted: secret]'],
    });
  });

  test('as a number', () => {
    configure({ anonymizer: [{ pattern: /^\d{6}$/ }], scrubSecrets: { cardNumbers: true } });
    trace({ name: 'call', inputs: { pin: 123456, card: 4111111111111111, count: 12 } }, () => 1);
    expect(exporter.runs[0]?.inputs).toEqual({ pin: '[Redacted]', card: '[Redacted: card number]', count: 12 });
  });
});

test('no secret of any rule survives in any record, and redacting it again changes nothing', () => {
  const secrets = plainSecrets.map(([, secret]) => secret);
  const leaf = fc.oneof(
    fc.constantFrom(...secrets),
    fc.tuple(fc.string(), fc.constantFrom(...secrets), fc.string()).map((parts) => parts.join(' ')),
    fc.jsonValue(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...secrets, '__proto__')), tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...secrets), value, (text, nested) => {
      configure({ scrubSecrets: { cardNumbers: true, emails: true } });
      const record = written(runSaying(text, nested));
      for (const secret of secrets) expect(record).not.toContain(JSON.stringify(secret).slice(1, -1));
      const again: unknown = JSON.parse(record);
      trace({ name: 'again', inputs: { again } }, () => 1);
      expect(exporter.runs.at(-1)?.inputs).toEqual({ again });
      exporter.clear();
    }),
    { numRuns: 200 },
  );
});

describe('the anonymizer', () => {
  test('replaces only where a path says, and below', () => {
    configure({
      anonymizer: [
        { path: 'inputs.users.*.name', pattern: /\w+/, replace: (name) => name.slice(0, 1) },
        { path: 'inputs.card' },
        { path: ['inputs', 'a.b'], replace: '-' },
        { path: 'outputs', pattern: 'Ann', replace: 'A$&' },
      ],
    });
    const inputs = { users: [{ name: 'Ann Lee', home: 'Ann' }], card: { number: 1 }, 'a.b': 'x', note: 'Ann' };
    trace({ name: 'Ann', inputs }, () => ({ said: 'Ann and Ann' }));
    expect(exporter.runs[0]).toMatchObject({
      name: 'Ann',
      inputs: { users: [{ name: 'A L', home: 'Ann' }], card: '[Redacted]', 'a.b': '-', note: 'Ann' },
      outputs: { said: 'AAnn and AAnn' },
    });
  });

  test.each<[string, object, RegExp]>([
    ['a rule that says nothing', { anonymizer: [{}] }, /rule 1 of anonymizer needs a pattern, or a path/],
    ['an empty pattern', { anonymizer: [{ pattern: 'a' }, { pattern: '' }] }, /rule 2 .* needs a pattern/],
    ['a wrong path', { anonymizer: [{ path: 7 }] }, /needs a path such as/],
    ['a wrong replacement', { anonymizer: [{ pattern: 'a', replace: 7 }] }, /needs as replace a text/],
    ['something else', { anonymizer: 'all' }, /a list of rules, or a function/],
    ['a wrong way to hide', { hideInputs: 'yes' }, /hideInputs is true, false, or a function/],
    ['a wrong flag', { hideAttachments: 'yes' }, /hideAttachments is true or false/],
    ['a wrong scrubber', { scrubSecrets: { cards: true } }, /an object of environment, cardNumbers, emails/],
  ])('is refused at once with %s, and nothing has changed', (_name, options, message) => {
    configure({ hideInputs: true });
    expect(() => configure({ hideInputs: false, projectName: 'other', ...options })).toThrow(message);
    expect(() => configure({ hideInputs: false, ...options })).toThrow(TypeError);
    trace({ name: 'call', inputs: { a: 1 } }, () => 1);
    expect(exporter.runs[0]).toMatchObject({ inputs: {}, projectName: 'default' });
  });
});

describe('what is hidden', () => {
  test('is left out, attachments with it', () => {
    configure({ hideInputs: true, hideOutputs: true, hideMetadata: true });
    const run = runSaying('word');
    expect(run).toMatchObject({ inputs: {}, outputs: {}, metadata: {}, attachments: {} });
    expect(written(run)).toContain('outer word');
  });

  test('is what a function says; attachments stay, unless they are hidden too', () => {
    configure({ hideInputs: ({ list }) => ({ list }), hideOutputs: () => ({ length: 1 }) });
    expect(runSaying('word')).toMatchObject({ inputs: { list: ['word', {}] }, outputs: { length: 1 } });
    expect(Object.keys(exporter.runs[0]?.attachments ?? {})).toEqual(['word.txt', 'image.png']);
    configure({ hideAttachments: true });
    expect(runSaying('word').attachments).toEqual({});
  });

  test('is a run without outputs where there are none', () => {
    configure({ hideOutputs: true });
    startRun({ name: 'open' });
    expect(exporter.running[0]?.outputs).toBeUndefined();
  });
});

test('the traced program, its hooks and its headers see the run as it is', () => {
  configure({ hideInputs: (inputs) => Object.assign(inputs, { question: 'changed' }), scrubSecrets: true });
  const seen: unknown[] = [];
  const ask = traceable((question: string) => question, { name: 'ask', onEnd: (run) => seen.push(run.inputs) });
  expect(ask('Why?')).toBe('Why?');
  expect(seen).toEqual([{ question: 'Why?' }]);
  expect(exporter.runs[0]?.inputs).toEqual({ question: 'changed' });
});
