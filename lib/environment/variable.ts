import { report } from '../diagnostics/diagnostic.js';

/** A variable of the environment. The tables in the README are compared with these. */
export interface Variable<Value> {
  /** By precedence; the first that is set and not empty counts. */
  readonly names: readonly [string, ...string[]];
  readonly meaning: string;
  /** What holds where it is not set, in words. */
  readonly fallback: string;
  /** What a value has to look like, in words. */
  readonly form: string;
  /** `undefined` where the text is not of that form. */
  readonly parse: (text: string) => Value | undefined;
  /** What a wrong text counts as. Default: as if it were not set. */
  readonly whenWrong?: { readonly value: Value; readonly text: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables as they are now; none in browsers. */
export function environmentNow(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
}

/** Settings files quote values that need none, and the quotes stay. */
export function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^'(.*)'$/, '$1');
}

export const parseFlag = (text: string): boolean | undefined =>
  text === 'true' ? true : text === 'false' ? false : undefined;

/** By LangSmith's newer and older prefix. */
export function langSmithNames(name: string): [string, string] {
  return [`LANGSMITH_${name}`, `LANGCHAIN_${name}`];
}

/** What a value looks like, without telling it: it may be a secret in the wrong place. */
export function formOf(text: string): string {
  const parts = [
    /[a-z]/i.test(text) ? 'letters' : '',
    /\d/.test(text) ? 'digits' : '',
    /\s/.test(text) ? 'white space' : '',
    /[^a-z\d\s]/i.test(text) ? 'other signs' : '',
  ].filter((part) => part !== '');
  return `a text of ${text.length} ${text.length === 1 ? 'character' : 'characters'} (${parts.join(', ')})`;
}

/** Tells of a value that cannot be used. */
export function reportVariable(name: string, text: string, form: string, instead: string): void {
  report({
    code: 'variable-invalid',
    message: `The environment variable ${name} is ${formOf(text)} and has to be ${form}. Used instead: ${instead}.`,
  });
}

/** The name by which a variable is set in the environment as it is now. */
export function nameInForce({ names }: Variable<unknown>): string | undefined {
  const environment = environmentNow();
  return names.find((candidate) => (environment[candidate] ?? '') !== '');
}

/** The value of a variable in the environment as it is now; a wrong one is told, and counts as not set. */
export function readVariable<Value>(variable: Variable<Value>): Value | undefined {
  const { form, fallback, parse, whenWrong } = variable;
  const name = nameInForce(variable);
  if (name === undefined) return undefined;
  const text = environmentNow()[name] ?? '';
  const value = parse(text);
  if (value !== undefined) return value;
  reportVariable(name, text, form, whenWrong?.text ?? `the default, ${fallback}`);
  return whenWrong?.value;
}
