/** How one kind of secret looks in a text. */
interface SecretRule {
  /** Stands in its place: `[Redacted: …]`. */
  readonly name: string;
  /**
   * Global, and linear in the length of any text: it starts at a fixed word or at a boundary, and what it repeats is bounded
   * or ends at the next boundary.
   */
  readonly pattern: RegExp;
}

/** A secret that is a word of at least 16 letters, digits, `_`, `-` and `.`. */
export interface KeyRule extends SecretRule {
  /** One of these is in the word; without, the text is not searched. */
  readonly hints: readonly string[];
}

/** A secret that is known by what stands around it. */
export interface PhraseRule extends SecretRule {
  /** Finds something in the text in lower case, or the text is not searched. */
  readonly sign: RegExp;
  /** The group that is the secret; by default all of the match is. */
  readonly secretGroup?: number;
}

/** What stands in the place of a secret. No rule matches it: redacting twice is redacting once. */
export function redactedMark(name: string): string {
  return `[Redacted: ${name}]`;
}

/** Not inside of a longer word. In a JSON text within a text, the `n` of a line feed stands before the next word. */
const start = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))`;

function key(name: string, hints: string | readonly string[], source: string): KeyRule {
  return { name, hints: typeof hints === 'string' ? [hints] : hints, pattern: new RegExp(source, 'g') };
}

/** Keys that say by their first letters whose they are, as their issuers document them. */
export const keyRules: readonly KeyRule[] = [
  key('Anthropic key', 'sk-ant-', String.raw`sk-ant-[\w-]{16,}`),
  key('OpenRouter key', 'sk-or-', String.raw`sk-or-(?:v\d-)?[\w-]{20,}`),
  key('Langfuse key', ['sk-lf-', 'pk-lf-'], String.raw`[sp]k-lf-[\w-]{20,}`),
  key('OpenAI key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], String.raw`sk-(?:proj|svcacct|admin)-[\w-]{20,}`),
  // OpenAI's older ones, and those of others who took the form over.
  key('API key', 'sk-', `${start}sk-[A-Za-z0-9]{32,}`),
  key('LangSmith key', ['lsv2_', 'ls__'], String.raw`lsv2_(?:pt|sk)_\w{32,}|${start}ls__[A-Za-z0-9]{16,}`),
  key('Google key', 'AIza', String.raw`AIza[\w-]{35}`),
  key('Google token', 'ya29.', String.raw`ya29\.[\w-]{20,}`),
  key('AWS key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], `${start}(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![0-9A-Za-z])`),
  key(
    'GitHub token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    String.raw`gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}`,
  ),
  key('GitLab token', 'glpat-', String.raw`glpat-[\w.-]{20,}`),
  key('Slack token', ['xox', 'xapp-'], String.raw`xox[abeoprs]-[A-Za-z0-9-]{12,}|xapp-\d-[A-Za-z0-9-]{12,}`),
  key(
    'Stripe key',
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
    '[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9]{16,}',
  ),
  key('Hugging Face token', 'hf_', `${start}hf_[A-Za-z0-9]{30,}`),
  key('Replicate token', 'r8_', `${start}r8_[A-Za-z0-9]{30,}`),
  key('Groq key', 'gsk_', `${start}gsk_[A-Za-z0-9]{30,}`),
  key('xAI key', 'xai-', `${start}xai-[A-Za-z0-9]{40,}`),
  key('Perplexity key', 'pplx-', 'pplx-[A-Za-z0-9]{32,}'),
  key('Tavily key', 'tvly-', String.raw`tvly-[\w-]{20,}`),
  key('Pinecone key', 'pcsk_', String.raw`pcsk_\w{20,}`),
  key('Databricks token', 'dapi', `${start}dapi[0-9a-f]{32}(?:-\\d)?`),
  key('SendGrid key', 'SG.', String.raw`${start}SG\.[\w-]{16,64}\.[\w-]{16,}`),
  key('Twilio key', 'SK', `${start}SK[0-9a-f]{32}(?![0-9a-zA-Z])`),
  key('npm token', 'npm_', 'npm_[A-Za-z0-9]{36,}'),
  key('PyPI token', 'pypi-AgE', String.raw`pypi-AgE[\w-]{50,}`),
  key('DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], 'do[opr]_v1_[0-9a-f]{64}'),
  key('Vault token', ['hvs.', 'hvb.'], String.raw`${start}hv[sb]\.[\w-]{24,}`),
  key('Telegram token', 'AA', String.raw`(?<![0-9])\d{8,10}:AA[\w-]{33}(?![\w-])`),
  key('JWT', 'eyJ', String.raw`${start}eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?`),
];

const quote = String.raw`\\{0,3}["'\x60]`;
const separator = String.raw`(?:${quote})?\s{0,4}(?:=>|[:=]{1,2})\s{0,4}`;

const schemes = 'bearer|basic|token|digest|apikey|bot|negotiate';

/** Types and other words of programs: `password: string`; and what stands before the secret itself. */
const noSecret = String.raw`(?!(?:string|number|boolean|unknown|undefined|required|optional|process\.env|os\.environ|import\.meta|${schemes})\b)`;

/** What is called a secret in a text: `PASSWORD=…`, `"api_key": "…"`. */
const secretWords = String.raw`(?:password|passwd|passphrase|(?:api|access|account|private|secret|signing|encryption|master)[_-]?key|(?:access|auth|refresh|api|bearer|session|id|bot|personal)[_-]?token|client[_-]?secret|_secret|secret[_-]key)`;

/** Tokens that many use, and what is called a secret where it stands. */
export const phraseRules: readonly PhraseRule[] = [
  {
    name: 'private key',
    sign: /-----begin/,
    // To the end of the text where the end of the key is cut off.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    name: 'webhook',
    sign: /hooks\.slack\.com|\/api\/webhooks\//,
    pattern:
      /(?<=hooks\.slack\.com\/)(?:services|workflows|triggers)\/[\w/-]{10,}|(?<=\/api\/webhooks\/)\d{10,}\/[\w-]{30,}/g,
  },
  {
    name: 'password',
    sign: /:\/\/[^\s/@:]*:[^\s/@]*@/,
    pattern: /(?<=:\/\/)([^\s:@/"'<>[\]]{0,256}:)([^\s/"'<>[\]]{1,1024})@/g,
    secretGroup: 2,
  },
  {
    name: 'secret',
    sign: /[?&;][\w.-]{0,60}=/,
    pattern:
      /[?&;](?:[\w.-]{0,40}(?:key|token|secret|signature|password|passwd|credential)|sig|code|auth|pass|pwd)=([^&\s"'#<>[\]\\]{6,})/gi,
    secretGroup: 1,
  },
  {
    name: 'credentials',
    sign: /authorization/,
    pattern: new RegExp(
      String.raw`authorization${separator}(?:${quote})?(?:(?:${schemes}) {1,4})?${noSecret}([^\s"'\x60\\,;<>(){}[\]]{6,})`,
      'gi',
    ),
    secretGroup: 1,
  },
  {
    name: 'credentials',
    sign: /bearer |basic /,
    // With a digit, or long: `basic understanding` is prose.
    pattern: /(?:bearer|basic) {1,4}((?=[A-Za-z._~+/-]{0,2000}[0-9=]|[\w.~+/-]{24})[\w.~+/-]{8,}={0,2})/gi,
    secretGroup: 1,
  },
  {
    name: 'secret',
    sign: /(?:passw(?:or)?d|passphrase|key|token|secret)[\\"'`]{0,4}\s{0,4}[:=]/,
    pattern: new RegExp(String.raw`${secretWords}${separator}(?:${quote})([^"'\x60\\\n]{1,1000})`, 'gi'),
    secretGroup: 1,
  },
  {
    name: 'secret',
    sign: /(?:passw(?:or)?d|passphrase|key|token|secret)[\\"'`]{0,4}\s{0,4}[:=]/,
    pattern: new RegExp(String.raw`${secretWords}${separator}${noSecret}([^\s"'\x60\\,;&<>(){}[\]]{6,})`, 'gi'),
    secretGroup: 1,
  },
  {
    name: 'cookie',
    sign: /cookie/,
    pattern: new RegExp(
      String.raw`cookie(?:${quote})?:\s{0,4}(?:${quote})?([^\s"'\x60\\=;]{1,200}=[^\n\r"'\x60\\]{1,8000})`,
      'gi',
    ),
    secretGroup: 1,
  },
];

/** E-mail addresses: no secrets as such, and so only where wanted. */
export const emailRule: PhraseRule = {
  name: 'e-mail',
  sign: /@/,
  pattern: /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g,
};
