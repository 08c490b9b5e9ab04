import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretScrubber } from '../../../lib/capture/redaction/secretScrubber.js';
import { isSecretName } from '../../../lib/capture/redaction/secretNames.js';
import { harmless, namedSecrets, plainSecrets } from './secretSamples.js';

const scrubber = new SecretScrubber({ environment: false });

describe.each(plainSecrets)('%s', (kind, secret) => {
  test.each([
    ['alone', ''],
    ['in quotes', '"'],
    ['between words', ' '],
    ['in a JSON text within a text', '\\n'],
    ['in brackets', ')'],
    ['between lines', '\n'],
  ])('is taken out %s', (_where, around) => {
    expect(scrubber.text(`${around}${secret}${around}`)).toBe(`${around}[Redacted: ${kind}]${around}`);
  });
});

test.each(namedSecrets)('%s is followed by a secret', (before, secret, after) => {
  const text = scrubber.text(before + secret + after);
  expect(text).toMatch(/\[Redacted: [a-z]+\]/);
  expect(text.startsWith(before)).toBe(true);
  expect(text.endsWith(after)).toBe(true);
  expect(text.slice(before.length)).not.toContain(secret);
});

test.each(harmless)('nothing is secret in: %s', (text) => {
  expect(scrubber.text(text)).toBe(text);
});

test('a private key is taken out also where its end was cut off', () => {
  expect(scrubber.text('key: -----BEGIN PRIVATE KEY-----\nMIIEvQ[Cut: 900 more characters]')).not.toContain('MIIE');
});

describe('credit cards', () => {
  const cards = new SecretScrubber({ environment: false, cardNumbers: true });
  const numbers = [
    '4111111111111111',
    '4111 1111 1111 1111',
    '5500-0000-0000-0004',
    '3400 000000 00009',
    '6011000000000004',
  ];

  test.each(numbers)('%s is taken out, where that is wanted', (number) => {
    expect(cards.text(`My card: ${number}, thanks.`)).toBe('My card: [Redacted: card number], thanks.');
    expect(cards.text(`2024 2024-05-17 ${number} 12`)).toBe('2024 2024-05-17 [Redacted: card number] 12');
    expect(scrubber.text(number)).toBe(number);
  });

  test.each([
    ['a wrong check digit', '4111 1111 1111 1112'],
    ['a time', '1795000000000'],
    ['too many digits', '41111111111111110000'],
    ['a fraction', '0.4111111111111111'],
    ['a telephone number', '+49 30 901820'],
    ['an id', '01a1f981-c684-7000-8082-36f2ca9f9352 and 41111111-1111-1111-1111-111111111111'],
    ['a hash', 'a4111111111111111b'],
  ])('%s is none', (_name, text) => {
    expect(cards.text(text)).toBe(text);
  });
});

test('e-mail addresses are taken out, where that is wanted', () => {
  const emails = new SecretScrubber({ environment: false, emails: true });
  const text = 'Write to ann.b+c@mail.example.org or @ann, a@b.';
  expect(emails.text(text)).toBe('Write to [Redacted: e-mail] or @ann, a@b.');
  expect(scrubber.text(text)).toBe(text);
});

test.each([
  'password',
  'apiKey',
  'API_KEY',
  'x-api-key',
  'OPENAI_API_KEY',
  'clientSecret',
  'Authorization',
  'Set-Cookie',
  'accessToken',
  'sessionToken',
  'aws_secret_access_key',
])('what is called %s is a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'token',
  'key',
  'tokens',
  'input_tokens',
  'max_tokens',
  'total_token_count',
  'passwordless',
  'secretary',
  'keyboard',
  'eos_token',
  'sessionId',
  'author',
])('what is called %s is none', (name) => expect(isSecretName(name)).toBe(false));

/** Texts as programs write them, with secrets between, before and behind anything. */
const pieces = fc.oneof(
  fc.constantFrom(...plainSecrets.map(([, secret]) => secret)),
  fc.constantFrom(...namedSecrets.map((parts) => parts.join(''))),
  fc.constantFrom(...harmless),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'password=',
    'Bearer ',
    '"',
    "'",
    '\\',
    '=',
    ': ',
    '://',
    '@',
    '[',
    ']',
    '[Redacted: ',
    '\n',
    '4111 1111 1111 1111',
  ),
);

test('redacting twice is redacting once', () => {
  const all = new SecretScrubber({ environment: false, cardNumbers: true, emails: true });
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const once = all.text(parts.join(''));
      expect(all.text(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

test('no secret survives between texts of any kind', () => {
  const secrets = plainSecrets.map(([, secret]) => secret);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...secrets), fc.string(), (before, secret, after) => {
      expect(scrubber.text(`${before} ${secret} ${after}`)).not.toContain(secret);
    }),
    { numRuns: 2_000 },
  );
});

/**
 * What makes an expression go back and try again, and again: each rule's beginning and middle, repeated, with no end. With
 * anything that grows with the square of the length, a text of this size takes minutes, and the time limit of the suite
 * is what fails.
 */
const longTexts = [
  ...[
    'a',
    ' ',
    '-',
    '.',
    '/',
    '@',
    ':',
    '=',
    '"',
    '\\',
    '4',
    '4 ',
    '4-',
    '?',
    '&a',
    'eyJ',
    'eyJa.',
    'SG.',
    'sk-',
    'a@',
    '@a.',
    '\n',
  ],
  ...[
    '://',
    '://a:',
    '://a:a',
    'password',
    'password ',
    'password: "',
    'password=',
    '"password": ',
    'api_',
    'x_secret"',
  ],
  ...[
    'bearer ',
    'bearer a',
    'basic ',
    'basic /',
    'authorization: ',
    'cookie: a',
    'cookie: a=',
    'AKIA',
    '12345678:AA',
    '?token',
  ],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN A ',
    '-----END ',
    'hooks.slack.com/',
    '/api/webhooks/1',
    'xoxb-',
    'hvs.',
  ],
  ...plainSecrets.map(([, secret]) => secret.slice(0, -1)),
  ...plainSecrets.map(([, secret]) => secret.slice(0, secret.length >> 1)),
];

test.each(longTexts)('a long text of %j takes no more time than its length', (piece) => {
  const all = new SecretScrubber({ environment: false, cardNumbers: true, emails: true });
  const text = piece.repeat(Math.ceil(200_000 / piece.length));
  expect(all.text(text).length).toBeGreaterThan(0);
  expect(all.text(`${text}!`).length).toBeGreaterThan(0);
  expect(all.text(`bearer ${text}`).length).toBeGreaterThan(0);
});
