import type { MethodDecorator } from 'tracenest';
import type { Observer } from './observe.js';

/**
 * A script of observations. It defines classes whose methods are decorated with `@traced`, uses them, and notes what it
 * sees. It runs once with every `@traced` taken out of its source, and once per variant of tracing: the logs must be equal.
 */
export interface Twin {
  readonly name: string;
  readonly script: (observer: Observer, traced: MethodDecorator) => void | Promise<void>;
}

/** @param name what the decorated method keeps, as the second half of "a decorated method keeps …". */
export function twin(name: string, script: Twin['script']): Twin {
  return { name, script };
}
