const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Words after which a slash starts a regular expression; after any other it divides. */
const beforeExpression = new Set(
  'return typeof void in of instanceof new delete yield await case do else throw default'.split(' '),
);

/** Words whose parenthesis is a condition: what follows its end is a statement, which may start with a slash. */
const beforeCondition = /\b(?:if|while|for|with)\s*$/;

/** Steps over the parts of JavaScript source that hide brackets and commas: text, comments, regular expressions, brackets. */
export class SourceReader {
  readonly #source: string;
  /** Where conditions of `if (…)` and the like ended. */
  readonly #conditionEnds = new Set<number>();

  constructor(source: string) {
    this.#source = source;
  }

  /**
   * Where the quoted, commented or bracketed stretch that starts at `at` ends; `at` itself for a plain character.
   *
   * @throws SyntaxError where it does not end.
   */
  skip(at: number): number {
    const source = this.#source;
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (character === '/' && next === '/') return this.#find('\n', at);
    if (character === '/' && next === '*') return this.#find('*/', at + 2) + 1;
    if (character === '/' && this.#startsRegExp(at)) return this.#skipRegExp(at);
    if (character === '"' || character === "'" || character === '`') return this.#skipQuoted(at, character);
    const close = closing[character];
    if (close === undefined) return at;
    const end = this.#skipBracketed(at, close);
    if (character === '(' && beforeCondition.test(source.slice(Math.max(0, at - 10), at))) this.#conditionEnds.add(end);
    return end;
  }

  #find(text: string, from: number): number {
    const index = this.#source.indexOf(text, from);
    if (index === -1) throw new SyntaxError('unterminated');
    return index;
  }

  #skipQuoted(start: number, quote: string): number {
    const source = this.#source;
    for (let at = start + 1; at < source.length; at++) {
      const character = source.charAt(at);
      if (character === '\\') at++;
      else if (character === quote) return at;
      else if (quote === '`' && character === '$' && source.charAt(at + 1) === '{')
        at = this.#skipBracketed(at + 1, '}');
    }
    throw new SyntaxError('unterminated');
  }

  #skipBracketed(start: number, close: string): number {
    const source = this.#source;
    for (let at = start + 1; at < source.length; at++) {
      if (source.charAt(at) === close) return at;
      at = this.skip(at);
    }
    throw new SyntaxError('unterminated');
  }

  /** Told by what stands before the slash: an operator or an opening bracket, or nothing, cannot be divided. */
  #startsRegExp(at: number): boolean {
    const before = this.#source.slice(0, at).trimEnd();
    if (this.#conditionEnds.has(before.length - 1)) return true;
    const near = before.slice(-40);
    const word = /[\p{ID_Continue}$]+$/u.exec(near)?.[0];
    if (word !== undefined) return beforeExpression.has(word);
    return !/(?:[)\]}"'`]|\+\+|--)$/.test(near);
  }

  #skipRegExp(start: number): number {
    const source = this.#source;
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
}
