import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Callable } from '../trace/callTraced.js';
import { addProtocol } from './runnableFunction.js';
import type { RunnableMember } from './runnableMember.js';

/** Makes the function that calls the method on the object which `of` gives for the `this` of a call. */
type Bind = (of: (given: unknown) => unknown) => Callable;

/**
 * The method that objects get when they are asked for it: bound, with the runnable protocol, and the same each time.
 *
 * LangGraph takes `service.answer` away from its object, so the object has to come along. A property on every instance
 * would hide what subclasses override and cost each instance; an accessor on the prototype does neither, and leaves
 * `super.answer()` to the language.
 */
export class BoundMethods {
  readonly #wrapper: Callable;
  readonly #bind: Bind;
  readonly #bound = new WeakMap<object, Callable>();
  readonly #homes = new WeakSet<object>();
  readonly #member: RunnableMember;

  constructor(wrapper: Callable, member: RunnableMember, bind: Bind) {
    this.#wrapper = wrapper;
    this.#member = member;
    this.#bind = bind;
  }

  /** The method of one object, which stands in `home` or in a prototype of it. */
  of(self: unknown, home: object): Callable {
    if ((typeof self !== 'object' && typeof self !== 'function') || self === null) return this.#wrapper;
    let bound = this.#bound.get(self);
    if (bound === undefined) {
      // LangChain calls a function on an object of its own. Whoever calls the method on another object that has it means
      // that: `Sub.prototype.answer.call(service)`.
      bound = this.#bind((given) => (given !== self && inherits(given, home) ? given : self));
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
    if (Reflect.defineProperty(home, key, this.#accessor(home, key, isStatic))) this.#homes.add(home);
    else this.#installOn(self, key, home);
  }

  #accessor(home: object, key: PropertyKey, isStatic: boolean): PropertyDescriptor {
    const methods = this;
    const wrapper = this.#wrapper;
    return {
      get(this: unknown) {
        // Of the prototype itself it is the plain method, for `Base.prototype.answer.call(other)` and for metadata.
        return this === home && !isStatic ? wrapper : methods.of(this, home);
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, key, { value, writable: true, enumerable: this !== home, configurable: true });
      },
      enumerable: false,
      configurable: true,
    };
  }

  /** Of a frozen prototype each object gets its own, unless a subclass has another method in this place. */
  #installOn(self: object, key: PropertyKey, home: object): void {
    if (Reflect.get(self, key) !== this.#wrapper) return;
    const value = this.of(self, home);
    if (Reflect.defineProperty(self, key, { value, writable: true, enumerable: false, configurable: true })) return;
    reportOnce(this, {
      code: 'runnable-frozen',
      message: `@runnable could not bind ${String(key)}, as its class and its object are frozen. It is traced, and no runnable.`,
    });
  }
}

function inherits(given: unknown, home: object): boolean {
  return given === home || Object.prototype.isPrototypeOf.call(home, Object(given) as object);
}
