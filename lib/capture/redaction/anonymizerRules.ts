import { WrongResultError } from './withoutMessage.js';
import type { Path, TextRedactor } from './textRedactor.js';

/** One kind of text that is not to be shown. At least one of `pattern` and `path` is given. */
export interface AnonymizerRule {
  /** A text is taken literally; an expression is applied everywhere, also without its flag `g`. Default: all of what is there. */
  readonly pattern?: RegExp | string | undefined;
  /**
   * What stands in its place, as `String.prototype.replaceAll` takes it. Default `[Redacted]`.
   */
  readonly replace?: string | ((match: string, ...groups: string[]) => string) | undefined;
  /**
   * Where it is looked for, and below: names and indices with dots between them, from the run on, such as `inputs.user.email`;
   * `*` is any one of them. As a list where a name has a dot. Default: everywhere.
   */
  readonly path?: string | readonly string[] | undefined;
}

interface CompiledRule {
  readonly pattern: RegExp | string | undefined;
  readonly replace: string | ((match: string, ...groups: string[]) => string);
  readonly path: Path | undefined;
}

const defaultMark = '[Redacted]';

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function compiledPattern(where: string, pattern: unknown): RegExp | string | undefined {
  if (pattern === undefined || (typeof pattern === 'string' && pattern !== '')) return pattern;
  if (!(pattern instanceof RegExp)) throw new TypeError(`${where} needs a pattern: a regular expression, or a text.`);
  // A sticky expression finds nothing but at one place.
  return new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`);
}

function compiledPath(where: string, path: unknown): Path | undefined {
  if (path === undefined) return undefined;
  const steps = typeof path === 'string' && path !== '' ? path.split('.') : path;
  if (isList(steps) && steps.length > 0 && steps.every((step) => typeof step === 'string')) return steps;
  throw new TypeError(`${where} needs a path such as 'inputs.user.email', or a list of names.`);
}

function compiled(owner: string, rule: unknown, index: number): CompiledRule {
  const where = `${owner}: rule ${index + 1} of anonymizer`;
  const { pattern, replace = defaultMark, path } = Object(rule) as Record<string, unknown>;
  if (pattern === undefined && path === undefined) throw new TypeError(`${where} needs a pattern, or a path, or both.`);
  if (typeof replace !== 'string' && typeof replace !== 'function') {
    throw new TypeError(`${where} needs as replace a text, or a function that gives one.`);
  }
  return {
    pattern: compiledPattern(where, pattern),
    replace: replace as CompiledRule['replace'],
    path: compiledPath(where, path),
  };
}

function isBelow(path: Path, prefix: Path): boolean {
  return path.length >= prefix.length && prefix.every((step, index) => step === '*' || step === path[index]);
}

function replaced(text: string, { pattern, replace }: CompiledRule): string {
  if (typeof replace === 'string') return text.replaceAll(pattern ?? text, replace);
  return text.replaceAll(pattern ?? text, (...match: readonly unknown[]) => {
    const result: unknown = replace(...(match as [string, ...string[]]));
    if (typeof result !== 'string') throw new WrongResultError('a replace gave no text');
    return result;
  });
}

/** The user's own rules, in their order. */
export class AnonymizerRules implements TextRedactor {
  readonly #rules: readonly CompiledRule[];
  readonly #whole: readonly CompiledRule[];

  /** @throws TypeError on rules that say nothing; `owner` is who it speaks of. */
  constructor(owner: string, rules: readonly unknown[]) {
    const all = rules.map((rule, index) => compiled(owner, rule, index));
    this.#rules = all.filter(({ pattern }) => pattern !== undefined);
    this.#whole = all.filter(({ pattern }) => pattern === undefined);
  }

  text(text: string, path: Path): string {
    let rest = text;
    for (const rule of this.#rules) {
      if (rule.path === undefined || isBelow(path, rule.path)) rest = replaced(rest, rule);
    }
    return rest;
  }

  whole(path: Path): string | undefined {
    const rule = this.#whole.find(
      ({ path: own }) => own !== undefined && own.length === path.length && isBelow(path, own),
    );
    if (rule === undefined) return undefined;
    return typeof rule.replace === 'string' ? rule.replace : replaced(defaultMark, rule);
  }
}
