/**
 * Writes values down so that two logs of the same script can be compared: what can be the same object gets a number at its
 * first appearance, so a log shows identity (`Promise#2` twice is the same promise).
 *
 * Looks at a value as little as possible. Reading `then` or `constructor` of a promise is something that a program can
 * be told of, and an observer must not be the one who does it.
 */
export class Describer {
  readonly #numbers = new Map<unknown, number>();

  describe(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return JSON.stringify(value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'function':
        return this.#numbered(`function ${String(Object.getOwnPropertyDescriptor(value, 'name')?.value)}`, value);
      case 'object':
        return value === null ? 'null' : this.#object(value);
      case 'symbol':
      case 'boolean':
      case 'undefined':
        return String(value);
    }
  }

  #object(value: object): string {
    if (Array.isArray(value))
      return `${this.#numbered('Array', value)}[${value.map((item) => this.describe(item)).join(', ')}]`;
    if (isStep(value)) return this.#step(value);
    if (value instanceof Error) return this.#numbered(`${value.name}(${value.message})`, value);
    return this.#numbered(kindOf(value), value);
  }

  /** The result of an iterator is new at every step: what counts is what it holds, and in which order. */
  #step(step: object): string {
    const held = Object.entries(step).map(([key, value]) => `${key}: ${this.describe(value)}`);
    return `{${held.join(', ')}}`;
  }

  #numbered(kind: string, value: unknown): string {
    let number = this.#numbers.get(value);
    if (number === undefined) this.#numbers.set(value, (number = this.#numbers.size + 1));
    return `${kind}#${number}`;
  }
}

function isStep(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && Object.hasOwn(value, 'done');
}

function kindOf(value: object): string {
  try {
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    return tag === 'Object' ? classOf(value) : tag;
  } catch {
    return 'Revoked';
  }
}

/** Through data properties only: a getter would be told. */
function classOf(value: object): string {
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(owner, 'constructor')?.value;
    if (typeof constructor === 'function') return constructor.name;
  }
  return 'null-prototype';
}
