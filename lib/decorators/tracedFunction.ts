import type { ArgumentNames } from '../capture/inputs.js';
import { parameterNames } from '../capture/parameterNames.js';
import { CallOptions } from '../trace/callOptions.js';
import { hookFailed, requireNoPromise, runHook } from '../trace/hook.js';
import { allowOverrides } from '../trace/processSettings.js';
import { traceableOptionNames, type TraceableOptions } from '../trace/traceableOptions.js';
import { functionKind, type FunctionKind, type Traced } from '../trace/traced.js';
import { tracedOf } from '../trace/withExtra.js';
import { mergeOptions } from './mergeOptions.js';
import { classDefaults } from './metadata.js';
import { requireOptions } from '../trace/optionChecks.js';

/** Options, or a function of the object and the arguments that computes them call by call. */
export type OptionsSource = TraceableOptions | ((self: never, ...args: never[]) => TraceableOptions | undefined);

type ComputeOptions = (self: unknown, ...args: unknown[]) => TraceableOptions | undefined;

/** What a decorator is told about the function it decorates. */
export interface TracedMember {
  readonly callable: (...args: never[]) => unknown;
  readonly name: string;
  /** Whether it is a method, whose runs are named after the class of the object. */
  readonly isMethod: boolean;
  readonly source: OptionsSource;
}

/** A decorated method or wrapped function: its kind and parameters, read once, and its options, merged once per class. */
export class TracedFunction implements Traced {
  readonly kind: FunctionKind;
  readonly argumentNames: ArgumentNames;
  readonly #name: string;
  readonly #isMethod: boolean;
  readonly #options: TraceableOptions;
  readonly #compute: ComputeOptions | undefined;
  readonly #byClass = new WeakMap<object, CallOptions>();
  // Most methods are called on one class: one comparison instead of a look-up.
  #lastClass: unknown = undefined;
  #lastOptions: CallOptions;

  constructor({ callable, name, isMethod, source }: TracedMember) {
    const options = typeof source === 'function' ? {} : source;
    this.#name = name;
    this.#isMethod = isMethod;
    this.#options = options;
    this.#compute = typeof source === 'function' ? (source as ComputeOptions) : undefined;
    // Decorated twice: the inner wrapper is what its own function is.
    const inner = tracedOf(callable);
    this.kind = inner?.kind ?? functionKind(callable);
    this.argumentNames =
      options.argumentNames?.map((argument) => ({ name: argument })) ??
      inner?.argumentNames ??
      parameterNames(callable);
    this.#lastOptions = new CallOptions(options, options.name ?? name, this);
    // These can turn tracing on where the process has it off, so the gate must let calls through.
    if (options.enabled === true || this.#compute !== undefined) allowOverrides();
  }

  /** The name of the runs of an object's calls, as far as it is known before a call. */
  nameFor(self: unknown): string {
    return this.#fixedOptions(self).name;
  }

  optionsFor(self: unknown, args: readonly unknown[]): CallOptions {
    const fixed = this.#fixedOptions(self);
    return this.#compute === undefined ? fixed : this.#computed(this.#compute, fixed, self, args);
  }

  #fixedOptions(self: unknown): CallOptions {
    return this.#isMethod ? this.#optionsOfClass(self) : this.#lastOptions;
  }

  #optionsOfClass(self: unknown): CallOptions {
    const owner = classOf(self);
    if (owner === this.#lastClass) return this.#lastOptions;
    let options = owner === undefined ? this.#merged(undefined) : this.#byClass.get(owner);
    if (options === undefined) {
      options = this.#merged(owner);
      if (owner !== undefined) this.#byClass.set(owner, options);
    }
    this.#lastClass = owner;
    this.#lastOptions = options;
    return options;
  }

  #merged(owner: Owner | undefined): CallOptions {
    const merged = mergeOptions(owner === undefined ? undefined : classDefaults(owner), this.#options);
    const className = owner === undefined || typeof owner.name !== 'string' ? '' : owner.name;
    const member = className === '' ? this.#name : `${className}.${this.#name}`;
    return new CallOptions(merged, this.#options.name ?? member, this);
  }

  #computed(compute: ComputeOptions, fixed: CallOptions, self: unknown, args: readonly unknown[]): CallOptions {
    const computed = runHook(this, 'options', fixed.name, () => {
      const options = compute(self, ...args) ?? {};
      requireNoPromise('options', options);
      requireOptions(`The options of ${fixed.name}`, options, traceableOptionNames);
      return new CallOptions(mergeOptions(fixed, options), options.name ?? fixed.name, this);
    });
    return computed === hookFailed ? fixed : computed;
  }
}

/** A class as far as it is used here. */
interface Owner {
  readonly name?: unknown;
}

/** The class that a method is called on; `undefined` where it was called without an object. Never throws. */
function classOf(self: unknown): Owner | undefined {
  if (typeof self === 'function') return self;
  if (typeof self !== 'object' || self === null) return undefined;
  try {
    const { constructor } = self as { constructor?: unknown };
    return typeof constructor === 'function' ? constructor : undefined;
  } catch {
    return undefined; // A proxy that refuses.
  }
}
