import { reportOnce } from '../diagnostics/diagnostic.js';
import { aliasDispose } from './aliasDispose.js';
import { captureStack, continuingCaller, describeFrame, fromOwner, isOwnCode, type CapturedStack } from './caller.js';
import { carrier, Zone, type FramePin, type FrameScope, type ZoneChanges } from './zone.js';

// The platform's own, taken once: fake clocks of tests put theirs there, which run when told to.
const { queueMicrotask } = globalThis;

const advice =
  'Use the callback form, `tracingContext(parent, () => …)` or `trace(options, () => …)`, or decorate the function with @traceable: each gives the caller its own scope back.';

/**
 * A zone entered for the rest of a block: `using scope = Scope.open(changes)`.
 *
 * It restores only what it set: disposing twice, or in another order than opened, never brings a closed frame back.
 *
 * What it does not survive: opened before the first `await` of an async function that is not decorated, it stays entered
 * in that function's caller, because the language gives the caller control back before the block ends. That is found out
 * when the block closes, and reported; from then on the caller has its own frame back.
 */
export class Scope implements Disposable, FrameScope {
  /** The frame that this block stands for. */
  readonly zone: Zone;
  readonly previous: Zone;
  readonly #pin: FramePin | undefined;
  closed = false;
  #displaced = false;
  #held = false;
  #api = '';
  #opened: CapturedStack = () => [];
  #leak: string | undefined;
  #told = false;

  private constructor(previous: Zone, changes: ZoneChanges) {
    const child = previous.fork(changes);
    this.zone = new Zone(previous, child.activeRun, child.settings, previous.pin, this);
    this.previous = previous;
    this.#pin = previous.pin;
  }

  /**
   * Opens a scope on the current zone. `api` is the public function called by the code that owns the block. Its name is
   * given besides: that of the function itself may have been taken by a minifier.
   */
  static open(changes: ZoneChanges, api: (...args: never[]) => unknown, apiName: string): Scope {
    const scope = new Scope(Zone.current, changes);
    enter(scope.zone);
    if (scope.#pin?.isRunning === true && scope.#pin.frame === scope.previous) scope.#pin.frame = scope.zone;
    scope.#opened = captureStack(api);
    scope.#api = apiName;
    scope.#noteWhenHeld();
    return scope;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.#held && carrier.survivesAwait) this.#findLeak(captureStack(Scope.prototype.close));
    // Also where that frame was closed meanwhile: it is the ground of work that outlives the block it was started in.
    if (this.#pin !== undefined && this.#holds(this.#pin.frame)) this.#pin.frame = this.previous;
    const current = carrier.current();
    if (current !== undefined && this.#holds(current)) return Zone.leave(this.previous);
    this.#displaced = true;
    if (!carrier.survivesAwait && this.#held) return this.#tellLost();
    if (this.#leak === undefined) this.#tellDisplaced();
  }

  /**
   * A closed frame stays good for work that was started in it. Not where its block leaked, or was closed somewhere else:
   * then code stands on it by mistake.
   */
  resolve(frame: Zone): Zone {
    if (!this.closed || !(this.#displaced || this.#leak !== undefined)) return frame;
    this.#tellLeak();
    return firstOpen(this.previous);
  }

  /** Whether a frame is this scope's, or of a scope opened in it. What else stands on it was entered by a run, which leaves it. */
  #holds(frame: Zone): boolean {
    let zone: Zone | undefined = frame;
    while (zone?.scope !== undefined && zone.scope !== this) zone = zone.parent;
    return zone?.scope === this;
  }

  /** Still open when the synchronous stretch that opened it is over: only then can it have leaked. */
  #noteWhenHeld(): void {
    queueMicrotask(() => {
      if (this.closed) return;
      this.#held = true;
      if (!carrier.survivesAwait && carrier.current() === this.zone) this.#dropFromBareStack();
    });
  }

  /** The block leaked where the function that owns it had a caller which went on when that function began to wait. */
  #findLeak(closing: CapturedStack): void {
    const frames = fromOwner(this.#opened(), closing());
    const [owner] = frames;
    const caller = continuingCaller(frames);
    if (owner === undefined || caller === undefined) return;
    this.#leak = `out of ${describeFrame(owner)} into ${describeFrame(caller)}`;
    if (isOwnCode(frames, caller)) this.#tellLeak();
  }

  #tellLeak(): void {
    if (this.#leak === undefined || this.#told) return;
    this.#told = true;
    reportOnce(this.#leak, {
      code: 'scope-leaked',
      message: `A ${this.#api} block leaked ${this.#leak}: it was opened before the first await of an async function, whose caller went on while it was open. ${advice}`,
    });
  }

  /** The bare stack has one pointer for everything: what a block leaves on it would be current for the whole program. */
  #dropFromBareStack(): void {
    Zone.leave(firstOpen(this.previous));
    this.#tellLost();
  }

  #tellDisplaced(): void {
    reportOnce(this.#place, {
      code: 'scope-disposed-elsewhere',
      message:
        `A ${this.#api} block${this.#place} was closed where it is not open: after a block around it, or in other async work. ` +
        'Nothing was restored. Close blocks in the reverse order of opening, where they were opened (`using` does).',
    });
  }

  /** Where the block was opened, in words. Each place is told of once: what leaks in a server, leaks with every request. */
  get #place(): string {
    const [opener] = this.#opened();
    return opener === undefined ? '' : ` opened in ${describeFrame(opener)}`;
  }

  #tellLost(): void {
    if (this.#told) return;
    this.#told = true;
    reportOnce(this.#place, {
      code: 'scope-lost',
      message:
        `A ${this.#api} block${this.#place} was lost at an await of what nothing carries: on the bare stack (browsers) only promises of decorated methods, ` +
        `and those given to keep(), bring the scope back. Write \`await keep(promise)\` in the block. ${advice}`,
    });
  }
}

aliasDispose(Scope.prototype);

function enter(zone: Zone): void {
  try {
    carrier.enter(zone);
  } catch (cause) {
    throw new Error(`This platform cannot enter a scope for the rest of a block (\`using\`). ${advice}`, { cause });
  }
}

/** The nearest frame that no closed block made. */
function firstOpen(zone: Zone): Zone {
  let frame = zone;
  while (frame.scope?.closed === true) frame = frame.scope.previous;
  return frame;
}
