/** One parameter as its source declares it. */
export interface Parameter {
  /** The name to record the argument under; absent for a pattern. */
  readonly name?: string;
  /** `{ question, topK }`: the argument's own properties are the names. */
  readonly pattern?: 'object' | 'array';
  readonly rest?: boolean;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** Where a quoted, commented or bracketed stretch that starts at `at` ends; `at` itself for a plain character. */
function skip(source: string, at: number): number {
  const character = source.charAt(at);
  const next = source.charAt(at + 1);
  if (character === '/' && next === '/') return indexOrEnd(source, '\n', at);
  if (character === '/' && next === '*') return indexOrEnd(source, '*/', at + 2) + 1;
  if (character === '"' || character === "'" || character === '`') return skipQuoted(source, at, character);
  if (character === '/' && startsRegExp(source, at)) return skipRegExp(source, at);
  const close = closing[character];
  return close === undefined ? at : skipBracketed(source, at, close);
}

/** Words after which a slash starts a regular expression; after any other it divides. */
const beforeExpression = new Set(
  'return typeof void in of instanceof new delete yield await case do else throw default'.split(' '),
);

/** Told by what stands before the slash: an operator or an opening bracket, or nothing, cannot be divided. */
function startsRegExp(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 40), at).trimEnd();
  const word = /[\p{ID_Continue}$]+$/u.exec(before)?.[0];
  if (word !== undefined) return beforeExpression.has(word);
  return !/(?:[)\]}"'`]|\+\+|--)$/.test(before);
}

function skipRegExp(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at;
  }
  throw new SyntaxError('unterminated');
}

function indexOrEnd(source: string, text: string, from: number): number {
  const index = source.indexOf(text, from);
  if (index === -1) throw new SyntaxError('unterminated');
  return index;
}

function skipQuoted(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (character === quote) return at;
    else if (quote === '`' && character === '$' && source.charAt(at + 1) === '{')
      at = skipBracketed(source, at + 1, '}');
  }
  throw new SyntaxError('unterminated');
}

function skipBracketed(source: string, start: number, close: string): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === close) return at;
    at = skip(source, at);
  }
  throw new SyntaxError('unterminated');
}

/** The text between the parentheses of the parameter list. */
function parameterList(source: string): string {
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (arrow?.[1] !== undefined) return arrow[1];
  for (let at = 0; at < source.length; at++) {
    const end = skip(source, at); // Steps over a computed name such as `[Symbol.iterator]`, too.
    if (source.charAt(at) === '(') return source.slice(at + 1, end);
    at = end;
  }
  throw new SyntaxError('no parameter list');
}

function splitAtCommas(list: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (list.charAt(at) === ',') {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
    at = skip(list, at);
  }
  return [...parts, list.slice(start)];
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ').trim();
}

function parseParameter(text: string): Parameter {
  const rest = text.startsWith('...');
  const target = rest ? text.slice(3).trim() : text;
  if (target.startsWith('{')) return rest ? { rest } : { pattern: 'object' };
  if (target.startsWith('[')) return rest ? { rest } : { pattern: 'array' };
  const name = (target.split('=', 1)[0] ?? '').trim();
  if (!identifier.test(name)) throw new SyntaxError(`not a parameter: ${text}`);
  return rest ? { name, rest } : { name };
}

/**
 * The parameters of a function, read from its source text: once, when it is decorated. `undefined` where the source does
 * not tell (native and bound functions, or syntax that this reader does not follow); arguments then go by position.
 *
 * A reader of its own, because a JavaScript parser is some hundred kilobytes that every browser would load for it.
 */
export function parameterNames(callable: (...args: never[]) => unknown): readonly Parameter[] | undefined {
  try {
    const source = Function.prototype.toString.call(callable);
    if (source.endsWith('{ [native code] }')) return undefined;
    return splitAtCommas(parameterList(source))
      .map(withoutComments)
      .filter((text) => text !== '')
      .map(parseParameter);
  } catch {
    return undefined;
  }
}
