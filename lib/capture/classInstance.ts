import { recordAs } from './recordAs.js';

/** Members that make an object something else than a bag of its own properties. */
const tellingNames: readonly PropertyKey[] = [
  'then',
  'next',
  'getReader',
  'getWriter',
  'toJSON',
  Symbol.asyncIterator,
  Symbol.toStringTag,
  recordAs,
];

/** Built-in classes that are told by neither their members nor a tag. */
const builtIns: ReadonlySet<object> = new Set([
  Error.prototype,
  RegExp.prototype,
  Number.prototype,
  String.prototype,
  Boolean.prototype,
  Array.prototype,
]);

const verdicts = new WeakMap<object, boolean>();
// A list of documents is of one class: one comparison instead of a look-up.
let lastPrototype: object | undefined;
let lastVerdict = false;

/**
 * Whether an object is the instance of an ordinary class: nothing but its own properties counts, as in an object literal.
 * Decided once for each class; what has a `toJSON`, is iterated, awaited or built in is none.
 */
export function isClassInstance(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return false;
  if (prototype === lastPrototype) return lastVerdict;
  let verdict = verdicts.get(prototype);
  if (verdict === undefined) verdicts.set(prototype, (verdict = makesClassInstances(prototype)));
  lastPrototype = prototype;
  lastVerdict = verdict;
  return verdict;
}

function makesClassInstances(prototype: object): boolean {
  for (const _ in prototype) return false; // `for…in` would show what is inherited as the object's own.
  if (tellingNames.some((name) => name in prototype)) return false;
  for (let step: object | null = prototype; step !== Object.prototype; step = Object.getPrototypeOf(step) as object) {
    if (step === null || builtIns.has(step)) return false;
  }
  return true;
}
