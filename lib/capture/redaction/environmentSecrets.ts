import { environmentNow } from '../../environment/variable.js';
import { isSecretName } from './secretNames.js';
import { redactedMark } from './secretRules.js';

/** A text that must not be shown, and what stands in its place. */
export interface KnownSecret {
  readonly text: string;
  readonly mark: string;
}

/** Shorter ones are words that occur anywhere. */
const shortest = 8;
const refreshMs = 1_000;

/** Beyond the names that members of objects have too, a variable that ends in `_KEY` or `_TOKEN` holds a secret. */
function isSecretVariable(name: string): boolean {
  // In a shell it is the working directory, which every stack names.
  if (name === 'PWD') return false;
  return isSecretName(name) || /(?:^|_)(?:KEY|TOKEN|PASS|PAT|DSN|AUTH)$/i.test(name);
}

/** Variables that hold several at once: LangSmith's endpoints with their keys. */
function leavesOf(json: unknown): string[] {
  if (typeof json === 'string') return URL.canParse(json) ? [] : [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(leavesOf) : [];
}

function jsonLeaves(value: string): string[] {
  if (!/^\s*[[{]/.test(value)) return [];
  try {
    return leavesOf(JSON.parse(value));
  } catch {
    return [];
  }
}

function passwordIn(url: string): string[] {
  const password = /:\/\//.test(url) && URL.canParse(url) ? new URL(url).password : '';
  return password === '' ? [] : [password, safely(decodeURIComponent, password)];
}

/** Half a surrogate pair cannot be encoded, a lone `%` not be decoded. */
function safely(change: (text: string) => string, text: string): string {
  try {
    return change(text);
  } catch {
    return text;
  }
}

function secretsIn(name: string, value: string): string[] {
  if (name === 'LANGSMITH_RUNS_ENDPOINTS') return jsonLeaves(value);
  return isSecretVariable(name) ? [value, value.trim(), ...jsonLeaves(value), ...passwordIn(value)] : passwordIn(value);
}

/** As it is, and as it stands in JSON and in a URL. */
function formsOf(text: string): string[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  return [text, quoted, JSON.stringify(quoted).slice(1, -1), safely(encodeURIComponent, text)];
}

function readSecrets(): readonly KnownSecret[] {
  const marks = new Map<string, string>();
  for (const [name, value = ''] of Object.entries(environmentNow())) {
    if (value.length < shortest) continue;
    for (const secret of secretsIn(name, value)) {
      // The mark itself has to stay as it is.
      if (secret.length < shortest || redactedMark(name).includes(secret)) continue;
      for (const form of formsOf(secret)) if (!marks.has(form)) marks.set(form, redactedMark(name));
    }
  }
  const secrets = [...marks].map(([text, mark]) => ({ text, mark }));
  // The longest first: one may be a part of another.
  return secrets.sort((one, other) => other.text.length - one.text.length);
}

/**
 * The values of environment variables whose names say that they are secret. Read again once a second at most: programs load
 * their `.env` late.
 */
export class EnvironmentSecrets {
  #secrets: readonly KnownSecret[] = [];
  #readAt = -Infinity;

  withoutThem(text: string): string {
    if (text.length < shortest) return text;
    const now = Date.now();
    if (now - this.#readAt > refreshMs || now < this.#readAt) {
      this.#secrets = readSecrets();
      this.#readAt = now;
    }
    let rest = text;
    for (const { text: secret, mark } of this.#secrets) {
      if (rest.includes(secret)) rest = rest.replaceAll(secret, () => mark);
    }
    return rest;
  }
}
