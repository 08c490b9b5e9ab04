import { report } from '../diagnostics/diagnostic.js';
import { captureCaller, type Caller } from './caller.js';
import { carrier, Zone, type FramePin, type FrameScope, type ZoneChanges } from './zone.js';

const advice =
  'Use the callback form, `tracingContext(parent, () => …)`, or decorate the function with @traceable: both give the caller its own scope back.';

/**
 * A zone entered for the rest of a block: `using scope = Scope.open(changes)`.
 *
 * It restores only what it set: disposing twice, or in another order than opened, never brings a closed frame back.
 *
 * What it does not survive: opened before the first `await` of an async function that is not decorated, it stays entered
 * in that function's caller, because the language gives the caller control back before the block ends. That is found out
 * once the block is still open at the end of the synchronous stretch that opened it, and reported.
 */
export class Scope implements Disposable, FrameScope {
  /** The frame that this block stands for. */
  readonly zone: Zone;
  readonly #previous: Zone;
  readonly #pin: FramePin | undefined;
  /** A block may open in work that outlived the block it was started in: then that closed frame is its rightful ground. */
  readonly #openedOnClosed: boolean;
  #closed = false;
  #leakedTo: Caller | undefined;
  #displaced = false;

  private constructor(previous: Zone, changes: ZoneChanges) {
    const child = previous.fork(changes);
    this.zone = new Zone(previous, child.activeRun, child.settings, previous.pin, this);
    this.#previous = previous;
    this.#pin = previous.pin;
    this.#openedOnClosed = isClosed(previous);
  }

  /** Opens a scope on the current zone. `api` is the public function called by the code that owns the block. */
  static open(changes: ZoneChanges, api: (...args: never[]) => unknown): Scope {
    const scope = new Scope(Zone.current, changes);
    enter(scope.zone);
    if (scope.#pin?.frame === scope.#previous) scope.#pin.frame = scope.zone;
    scope.#watchForLeak(captureCaller(api));
    return scope;
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    const target = this.#openedOnClosed ? this.#previous : firstOpen(this.#previous);
    if (this.#pin !== undefined && this.#holds(this.#pin.frame)) this.#pin.frame = target;
    const current = carrier.current();
    if (current !== undefined && this.#holds(current)) return Zone.leave(target);
    this.#displaced = true;
    if (this.#leakedTo === undefined) {
      report({
        code: 'scope-disposed-elsewhere',
        message:
          'A tracingContext scope was disposed where it is not open: after a scope around it, or in other async work. ' +
          'Nothing was restored. Dispose scopes in the reverse order of opening, in the block that opened them (`using` does).',
      });
    }
  }

  /**
   * A closed frame stays good for work that was started in it. Not where its block leaked, or was closed somewhere else:
   * then code stands on it by mistake.
   */
  resolve(frame: Zone): Zone {
    if (!this.#closed || !(this.#displaced || this.#leakedTo !== undefined)) return frame;
    if (this.#leakedTo !== undefined) this.#tell(this.#leakedTo);
    return firstOpen(this.#previous);
  }

  /** Whether a frame is this scope's, or of a scope opened in it. What stands in between was entered by a run, which leaves it. */
  #holds(frame: Zone): boolean {
    let zone: Zone | undefined = frame;
    while (zone?.scope !== undefined && zone.scope !== this) zone = zone.parent;
    return zone?.scope === this;
  }

  #watchForLeak(caller: Caller | undefined): void {
    queueMicrotask(() => {
      if (this.#closed) return;
      if (!carrier.survivesAwait && carrier.current() === this.zone) this.#dropFromBareStack();
      if (caller === undefined || !caller.continues()) return;
      this.#leakedTo = caller;
      if (caller.isOwnCode()) this.#tell(caller);
    });
  }

  /** The bare stack has one pointer for everything: what a block leaves on it would be current for the whole program. */
  #dropFromBareStack(): void {
    Zone.leave(firstOpen(this.#previous));
    report({
      code: 'scope-lost',
      message: `A tracingContext block was still open when its function awaited, outside any decorated method: on the bare stack it ends there. ${advice}`,
    });
  }

  #told = false;

  #tell(caller: Caller): void {
    if (this.#told) return;
    this.#told = true;
    report({
      code: 'scope-leaked',
      message: `A tracingContext block leaked out of ${caller.opener} into ${caller.name}: it was opened before the first await of an async function, whose caller went on while it was open. ${advice}`,
    });
  }

  static isClosed(scope: FrameScope | undefined): boolean {
    return scope instanceof Scope && scope.#closed;
  }

  static previousOf(scope: FrameScope | undefined): Zone | undefined {
    return scope instanceof Scope ? scope.#previous : undefined;
  }
}

function enter(zone: Zone): void {
  try {
    carrier.enter(zone);
  } catch (cause) {
    throw new Error(`This platform cannot enter a scope for the rest of a block (\`using\`). ${advice}`, { cause });
  }
}

function isClosed(zone: Zone): boolean {
  return Scope.isClosed(zone.scope);
}

function firstOpen(zone: Zone): Zone {
  let frame = zone;
  while (isClosed(frame)) frame = Scope.previousOf(frame.scope) ?? Zone.root;
  return frame;
}
