import { setMember, type Bag } from '../walk.js';
import type { TextRedactor } from './textRedactor.js';

/** A text that an object holds the name of beside it: `{ name: 'Authorization', value: '…' }`. */
function nameBeside(bag: Bag): string | undefined {
  const { name, key, value } = bag;
  if (typeof value !== 'string') return undefined;
  return typeof name === 'string' ? name : typeof key === 'string' ? key : undefined;
}

/** One walk over one value of JSON. `path` is where it is now: one list for all, that grows and shrinks. */
class Redaction {
  readonly #redactor: TextRedactor;
  readonly #path: string[];

  constructor(redactor: TextRedactor, path: readonly string[]) {
    this.#redactor = redactor;
    this.#path = [...path];
  }

  /** `mark`: what stands in place of every text, as a name above says; `undefined` where each is looked at. */
  value(value: unknown, mark: string | undefined): unknown {
    const whole = this.#redactor.whole?.(this.#path);
    if (whole !== undefined) return whole;
    switch (typeof value) {
      case 'string':
        return mark ?? this.#redactor.text(value, this.#path);
      case 'number':
        return this.#number(value, mark);
      case 'object':
        if (value === null) return null;
        return Array.isArray(value) ? this.#list(value, mark) : this.#bag(value as Bag, mark);
      default:
        return value;
    }
  }

  /** A number can be a secret too: it stays one where its digits do not change. */
  #number(value: number, mark: string | undefined): unknown {
    if (mark !== undefined) return mark;
    const text = String(value);
    const redacted = this.#redactor.text(text, this.#path);
    return redacted === text ? value : redacted;
  }

  #inside(name: string, value: unknown, mark: string | undefined): unknown {
    this.#path.push(name);
    const redacted = this.value(value, mark);
    this.#path.pop();
    return redacted;
  }

  /** The same list where nothing in it changes. */
  #list(list: readonly unknown[], mark: string | undefined): unknown {
    let copy: unknown[] | undefined;
    for (const [index, item] of list.entries()) {
      const redacted = this.#inside(String(index), item, mark ?? this.#pairMark(list, index));
      if (redacted !== item) (copy ??= [...list])[index] = redacted;
    }
    return copy ?? list;
  }

  /** Node's `rawHeaders`, and pairs of name and value. */
  #pairMark(list: readonly unknown[], index: number): string | undefined {
    const name = index % 2 === 1 && typeof list[index] === 'string' ? list[index - 1] : undefined;
    return typeof name === 'string' ? this.#redactor.member?.(name) : undefined;
  }

  /** The same object where nothing in it changes. Names are texts of the program as well. */
  #bag(bag: Bag, mark: string | undefined): unknown {
    const beside = this.#redactor.member === undefined ? undefined : nameBeside(bag);
    const besideMark = beside === undefined ? undefined : this.#redactor.member?.(beside);
    const members: [string, unknown][] = [];
    let isChanged = false;
    for (const [name, member] of Object.entries(bag)) {
      const ofName = name === 'value' ? besideMark : undefined;
      const redacted = this.#inside(name, member, mark ?? ofName ?? this.#redactor.member?.(name));
      const newName = this.#redactor.text(name, this.#path);
      isChanged ||= redacted !== member || newName !== name;
      members.push([newName, redacted]);
    }
    return isChanged ? bagOf(members) : bag;
  }
}

/** Members whose names have become the same are numbered. */
function bagOf(members: readonly (readonly [string, unknown])[]): Bag {
  const bag: Bag = {};
  for (const [name, value] of members) {
    let free = name;
    for (let count = 2; Object.hasOwn(bag, free); count++) free = `${name} (${count})`;
    setMember(bag, free, value);
  }
  return bag;
}

/** A value of JSON as it may be shown; the same value where nothing is to be hidden. `path`: where it stands in the run. */
export function redactValue(value: unknown, redactor: TextRedactor, path: readonly string[]): unknown {
  return new Redaction(redactor, path).value(value, undefined);
}
