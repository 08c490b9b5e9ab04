import { RequestError } from '../requestError.js';

/** A call of LangSmith's filter language: `and(eq(run_type, "llm"), gt(latency, 5))`. */
export interface FilterCall {
  readonly call: string;
  readonly arguments: readonly FilterTerm[];
}

export type FilterTerm = FilterCall | { readonly name: string } | { readonly value: FilterValue };
export type FilterValue = string | number | boolean | null | readonly FilterValue[];

const token =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([a-z_][a-z0-9_.]*)|([()[\],]))/giy;
const maxLength = 20_000;
const maxDepth = 50;

function malformed(text: string, position: number): RequestError {
  const place = text.slice(position, position + 40);
  return new RequestError(400, 'bad-filter', `The filter cannot be read at character ${position}: "${place}".`);
}

interface Token {
  readonly position: number;
  readonly kind: 'value' | 'name' | 'mark';
  readonly value: FilterValue;
}

function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(token);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const position = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw malformed(text, position);
    const [, quoted, number, name, mark] = match;
    if (quoted !== undefined) tokens.push({ position, kind: 'value', value: unquoted(quoted) });
    else if (number !== undefined) tokens.push({ position, kind: 'value', value: Number(number) });
    else if (name !== undefined) tokens.push({ position, kind: 'name', value: name });
    else tokens.push({ position, kind: 'mark', value: mark ?? '' });
  }
  return tokens;
}

const constants: Readonly<Record<string, FilterValue>> = { true: true, false: false, null: null, none: null };

class FilterParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    if (text.length > maxLength)
      throw new RequestError(400, 'bad-filter', `The filter has more than ${maxLength} characters.`);
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  parse(): FilterCall {
    const term = this.#term(0);
    if (!('call' in term) || this.#next < this.#tokens.length) throw this.#malformed();
    return term;
  }

  #term(depth: number): FilterTerm {
    if (depth > maxDepth)
      throw new RequestError(400, 'bad-filter', `The filter is nested more than ${maxDepth} times.`);
    const { kind, value } = this.#take();
    if (kind === 'value') return { value };
    if (value === '[') return { value: this.#list(']', () => this.#value(depth + 1)) };
    if (kind !== 'name' || typeof value !== 'string') throw this.#malformed();
    if (this.#isNext('(')) {
      this.#take();
      return { call: value.toLowerCase(), arguments: this.#list(')', () => this.#term(depth + 1)) };
    }
    return Object.hasOwn(constants, value.toLowerCase())
      ? { value: constants[value.toLowerCase()] ?? null }
      : { name: value };
  }

  #value(depth: number): FilterValue {
    const term = this.#term(depth);
    if (!('value' in term)) throw this.#malformed();
    return term.value;
  }

  #list<Item>(end: ')' | ']', item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.#isNext(end)) {
      if (items.length > 0 && this.#take().value !== ',') throw this.#malformed();
      items.push(item());
    }
    this.#take();
    return items;
  }

  #isNext(mark: string): boolean {
    const next = this.#tokens[this.#next];
    return next?.kind === 'mark' && next.value === mark;
  }

  #take(): Token {
    const taken = this.#tokens[this.#next];
    if (taken === undefined) throw this.#malformed();
    this.#next += 1;
    return taken;
  }

  #malformed(): RequestError {
    return malformed(this.#text, this.#tokens[this.#next]?.position ?? this.#text.length);
  }
}

/** Reads a filter. @throws RequestError that says where it cannot be read. */
export function parseFilter(text: string): FilterCall {
  return new FilterParser(text).parse();
}
