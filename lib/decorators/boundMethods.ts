import type { Callable } from '../trace/callTraced.js';
import { addProtocol } from './runnableFunction.js';
import type { RunnableMember } from './runnableMember.js';

/**
 * The method that objects get when they are asked for it: bound, with the runnable protocol, and the same each time.
 *
 * LangGraph takes `service.answer` away from its object, so the object has to come along. A property on every instance
 * would hide what subclasses override and cost each instance; an accessor on the prototype does neither, and leaves
 * `super.answer()` to the language.
 */
export class BoundMethods {
  readonly #wrapper: Callable;
  readonly #bind: (self: object) => Callable;
  readonly #bound = new WeakMap<object, Callable>();
  readonly #homes = new WeakSet<object>();
  #member: RunnableMember;

  constructor(wrapper: Callable, member: RunnableMember, bind: (self: unknown) => Callable) {
    this.#wrapper = wrapper;
    this.#member = member;
    this.#bind = bind;
  }

  /** The method of one object. */
  of(self: unknown): Callable {
    if ((typeof self !== 'object' && typeof self !== 'function') || self === null) return this.#wrapper;
    let bound = this.#bound.get(self);
    if (bound === undefined) {
      bound = this.#bind(self);
      addProtocol(bound, this.#member, self);
      this.#bound.set(self, bound);
    }
    return bound;
  }

  /** Puts the accessor where the decorated method stands, when the first instance (or for statics, the class) shows where. */
  install(self: object, key: PropertyKey, isStatic: boolean): void {
    let home: object | null = self;
    while (home !== null && Object.getOwnPropertyDescriptor(home, key)?.value !== this.#wrapper) {
      if (this.#homes.has(home)) return;
      home = Object.getPrototypeOf(home) as object | null;
    }
    if (home === null) return; // Replaced, or decorated once more by somebody else.
    this.#homes.add(home);
    this.#define(home, key, isStatic);
  }

  #define(home: object, key: PropertyKey, isStatic: boolean): void {
    const methods = this;
    const wrapper = this.#wrapper;
    Object.defineProperty(home, key, {
      get(this: unknown) {
        // Of the prototype itself it is the plain method, for `Base.prototype.answer.call(other)` and for metadata.
        return this === home && !isStatic ? wrapper : methods.of(this);
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, key, { value, writable: true, enumerable: this !== home, configurable: true });
      },
      enumerable: false,
      configurable: true,
    });
  }
}
