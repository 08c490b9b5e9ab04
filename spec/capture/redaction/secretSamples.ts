/** Made up of no one's letters: so that no scanner takes this file for a leak, the parts are put together here. */
function letters(count: number, from = 'aB3dE5gH7jK9mN2pQ4sT6vX8z'): string {
  return from.repeat(Math.ceil(count / from.length)).slice(0, count);
}

const hex = (count: number): string => letters(count, '0123456789abcdef');
const capitals = (count: number): string => letters(count, 'A2B3C4D5E6F7G8H9');

/** Secrets that stand for themselves, by what they are called when they are redacted. */
export const plainSecrets: readonly (readonly [kind: string, secret: string])[] = [
  ['Anthropic key', `sk-ant-api03-${letters(80)}`],
  ['OpenRouter key', `sk-or-v1-${hex(64)}`],
  ['Langfuse key', `sk-lf-${hex(8)}-${hex(4)}-${hex(4)}-${hex(12)}`],
  ['OpenAI key', `sk-proj-${letters(60)}_${letters(20)}-${letters(8)}`],
  ['OpenAI key', `sk-svcacct-${letters(48)}`],
  ['API key', `sk-${letters(48)}`],
  ['LangSmith key', `lsv2_pt_${hex(32)}_${hex(10)}`],
  ['LangSmith key', `lsv2_sk_${hex(32)}_${hex(10)}`],
  ['LangSmith key', `ls__${hex(32)}`],
  ['Google key', `AIza${letters(35)}`],
  ['Google token', `ya29.${letters(60)}`],
  ['AWS key', `AKIA${capitals(16)}`],
  ['AWS key', `ASIA${capitals(16)}`],
  ['GitHub token', `ghp_${letters(36)}`],
  ['GitHub token', `github_pat_${letters(22)}_${letters(59)}`],
  ['GitLab token', `glpat-${letters(20)}`],
  ['Slack token', `xoxb-${letters(12, '123456789')}-${letters(24)}`],
  ['Slack token', `xapp-1-${capitals(11)}-${hex(64)}`],
  ['Stripe key', `sk_live_${letters(24)}`],
  ['Stripe key', `whsec_${letters(32)}`],
  ['Hugging Face token', `hf_${letters(34)}`],
  ['Replicate token', `r8_${letters(37)}`],
  ['Groq key', `gsk_${letters(52)}`],
  ['xAI key', `xai-${letters(80)}`],
  ['Perplexity key', `pplx-${hex(48)}`],
  ['Tavily key', `tvly-dev-${letters(32)}`],
  ['Pinecone key', `pcsk_${letters(60)}`],
  ['Databricks token', `dapi${hex(32)}`],
  ['SendGrid key', `SG.${letters(22)}.${letters(43)}`],
  ['Twilio key', `SK${hex(32)}`],
  ['npm token', `npm_${letters(36)}`],
  ['PyPI token', `pypi-AgEIcHlwaS5vcmc${letters(60)}`],
  ['DigitalOcean token', `dop_v1_${hex(64)}`],
  ['Vault token', `hvs.${letters(24)}`],
  ['Telegram token', `123456789:AA${letters(33)}`],
  ['JWT', `eyJ${letters(30)}.eyJ${letters(60)}.${letters(43)}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(40)}=\n-----END RSA PRIVATE KEY-----`],
];

/** Secrets that are known by what stands around them: the text before, the secret, the text behind. */
export const namedSecrets: readonly (readonly [before: string, secret: string, after: string])[] = [
  ['Authorization: Bearer ', 'opaque_token_1', ''],
  ['Authorization: Basic ', 'dXNlcjpwYXNzd29yZA==', '\r\nAccept: */*'],
  ['{"authorization":"Bearer ', 'opaque_token_1', '"}'],
  ['{"headers":"{\\"Authorization\\": \\"Bearer ', 'opaque_token_1', '\\"}"}'],
  ['curl -H "x-api-key: ', 'a1b2c3d4e5', '" https://api.example'],
  ['bearer ', 'abcdefghijklmnopqrstuvwxyz', ' was refused'],
  ['OPENAI_API_KEY=', 'correcthorse', '\n'],
  ['export DB_PASSWORD="', 'correct horse battery', '"'],
  ['{"password": "', 'x y', '"}'],
  ['{\\"client_secret\\":\\"', 'x y z', '\\"}'],
  ["apiKey: '", 'qz', "',"],
  ['x-api-key: Bearer ', 'opaque_token_1', ''],
  ['aws_secret_access_key = ', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', ''],
  ['AccountKey=', 'abcdef0123456789==', ';EndpointSuffix=core'],
  ['postgres://app:', 'hunter22', '@db.example/app'],
  ['redis://:', 'p@ss', '@cache.example'],
  ['https://api.example/v1?user=7&access_token=', 'abcdef', '&page=2'],
  ['https://blob.example/a?sv=1&sig=', 'abc%2Fdef', ''],
  ['https://hooks.slack.com/', 'services/T000/B000/aaaaaaaaaaaaaaaa', ''],
  ['cookie: ', 'session=abc; theme=dark', '\nhost: x'],
];

/** Texts in which nothing is secret. */
export const harmless: readonly string[] = [
  'The token count of the prompt is 812, and max_tokens: 4096.',
  'A basic understanding of authorization is needed; the bearer of this letter may enter.',
  'task-oriented-conversational-assistants-with-tools and risk-assessment-for-large-language-models',
  'interface Settings { password: string; apiKey: string; token: unknown }',
  'const key = process.env.OPENAI_API_KEY; password: process.env.PASSWORD',
  '01a1f7e2-1f24-7000-8000-000000000001 and 20261120T073553892001Z01a1f7e2-1f24-7000-8000-000000000001',
  'https://docs.example.com/guide/secrets?page=2&sort=date#tokens',
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= and 3b5d5c3712955042212316173ccf37be800bf2d0',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'The secret of a good summary is the key: keep it short.',
  'Keys: id, name, price. Tokens: 17. Password managers are useful.',
  'key=value&sort=asc',
  'Total: 4111 pieces on 2026-11-20 at 07:35:53.892001',
];
