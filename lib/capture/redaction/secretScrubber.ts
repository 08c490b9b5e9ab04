import { withoutCardNumbers } from './cardNumbers.js';
import { EnvironmentSecrets } from './environmentSecrets.js';
import { isSecretName } from './secretNames.js';
import { longWords } from './longWords.js';
import { emailRule, keyRules, phraseRules, redactedMark, type PhraseRule } from './secretRules.js';
import type { TextRedactor } from './textRedactor.js';

/** What the scrubber looks for, besides keys, tokens and what is called a secret. */
export interface ScrubOptions {
  /** Values of environment variables whose names say that they are secret. Default `true`. */
  readonly environment?: boolean | undefined;
  /** Numbers of credit cards, by their check digit. Default `false`. */
  readonly cardNumbers?: boolean | undefined;
  /** E-mail addresses. Default `false`. */
  readonly emails?: boolean | undefined;
}

export const scrubOptionNames = ['environment', 'cardNumbers', 'emails'] as const;

/** No secret is shorter. */
const shortest = 6;

const mostRounds = 10;

/** Most names and many values: too short for a key or a card, and with nothing that stands between a name and a secret. */
function isShortWord(text: string): boolean {
  return text.length < 13 && !/[:=@ ]/.test(text);
}

/** Whether a word may be a key of any kind. */
const anyHint = new RegExp(keyRules.flatMap(({ hints }) => hints.map((hint) => hint.replaceAll('.', '\\.'))).join('|'));

function withoutKeys(text: string): string {
  const words = longWords(text).join(' ');
  if (!anyHint.test(words)) return text;
  let rest = text;
  for (const { name, hints, pattern } of keyRules) {
    if (hints.some((hint) => words.includes(hint))) rest = rest.replaceAll(pattern, redactedMark(name));
  }
  return rest;
}

function withoutPhrase(text: string, { name, pattern, secretGroup }: PhraseRule): string {
  const mark = redactedMark(name);
  if (secretGroup === undefined) return text.replaceAll(pattern, mark);
  return text.replaceAll(pattern, (match: string, ...groups: unknown[]) => {
    const secret = String(groups[secretGroup - 1]);
    const at = match.lastIndexOf(secret);
    return match.slice(0, at) + mark + match.slice(at + secret.length);
  });
}

/** Takes secrets out of texts, by rules and by the names that they stand under. */
export class SecretScrubber implements TextRedactor {
  readonly #phrases: readonly PhraseRule[];
  readonly #environment: EnvironmentSecrets | undefined;
  readonly #hasCards: boolean;

  constructor({ environment = true, cardNumbers = false, emails = false }: ScrubOptions) {
    this.#phrases = emails ? [...phraseRules, emailRule] : phraseRules;
    this.#environment = environment ? new EnvironmentSecrets() : undefined;
    this.#hasCards = cardNumbers;
  }

  text(text: string): string {
    if (text.length < shortest) return text;
    let rest = text;
    // What takes one secret out may lay bare the next: it stands at a boundary then.
    for (let round = 0; round < mostRounds; round++) {
      const next = this.#once(rest);
      if (next === rest) break;
      rest = next;
    }
    return rest;
  }

  member(name: string): string | undefined {
    return isSecretName(name) ? redactedMark('secret') : undefined;
  }

  #once(text: string): string {
    const known = this.#environment?.withoutThem(text) ?? text;
    if (isShortWord(known)) return known;
    let rest = withoutKeys(known);
    const lower = rest.toLowerCase();
    for (const phrase of this.#phrases) {
      if (phrase.sign.test(lower)) rest = withoutPhrase(rest, phrase);
    }
    return this.#hasCards ? withoutCardNumbers(rest) : rest;
  }
}
