import { SourceReader } from './sourceReader.js';

/** One parameter as its source declares it. */
export interface Parameter {
  /** The name to record the argument under; absent for a pattern. */
  readonly name?: string;
  /** `{ question, topK }`: the argument's own properties are the names. */
  readonly pattern?: 'object' | 'array';
  readonly rest?: boolean;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** The text between the parentheses of the parameter list. */
function parameterList(source: string): string {
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (arrow?.[1] !== undefined) return arrow[1];
  const reader = new SourceReader(source);
  for (let at = 0; at < source.length; at++) {
    const end = reader.skip(at); // Steps over a computed name such as `[Symbol.iterator]`, too.
    if (source.charAt(at) === '(') return source.slice(at + 1, end);
    at = end;
  }
  throw new SyntaxError('no parameter list');
}

function splitAtCommas(list: string): string[] {
  const reader = new SourceReader(list);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (list.charAt(at) === ',') {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
    at = reader.skip(at);
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
