import { carrier as anyCarrier } from '#carrier';
import { bindFunction } from './bindFunction.js';
import { barrierName } from './caller.js';
import type { Carrier } from './carrier.js';
import { noSettings, type ZoneSettings } from './settings.js';

/** The one stack of this process, in whatever carries it. */
export const carrier = anyCarrier as Carrier<Zone>;

// In stack traces, which tell whether a scope leaked, it has to be known by a name that no minifier takes.
Object.defineProperty(carrier.run, 'name', { value: barrierName });

/** The least that the stack knows of a run: that it has an identity. */
export interface ActiveRun {
  readonly id: string;
}

/** What {@link Zone.fork} changes; what is not named is inherited. */
export interface ZoneChanges {
  /** The run that code in the new zone belongs to; `null` for none. */
  readonly activeRun?: ActiveRun | null | undefined;
  /** Settings that shadow the inherited ones; a key given as `undefined` deletes the inherited value. */
  readonly settings?: { readonly [Key in keyof ZoneSettings]?: ZoneSettings[Key] | undefined };
}

/** A generator's own top frame, kept while its body is suspended. See `GeneratorPin`. */
export interface FramePin {
  frame: Zone;
  /** Whether the body is in the middle of a step, and not suspended at a `yield`. */
  readonly isRunning: boolean;
}

/** The block that made a frame. See `Scope`. */
export interface FrameScope {
  readonly closed: boolean;
  /** The frame that was current where the block was opened. */
  readonly previous: Zone;
  /** The frame that counts for code which finds this block's frame current. */
  resolve(frame: Zone): Zone;
}

/**
 * One immutable frame of the context stack: its parent frame, the active run, inherited settings.
 *
 * A frame never changes after it was made; entering one, leaving it and all that happens in between only move the
 * pointer to the top, which a {@link Carrier} takes over suspensions.
 *
 * No `#private` members: where two copies of the library meet on one stack, each reads the other's frames.
 *
 * @example
 * const zone = Zone.current.fork({ settings: { tags: ['import'] } });
 * zone.run(() => Zone.current.settings.tags); // ['import']
 */
export class Zone {
  /** The outermost frame: no run, no settings. */
  static readonly root: Zone = new Zone(undefined, undefined, noSettings);

  readonly parent: Zone | undefined;
  readonly activeRun: ActiveRun | undefined;
  readonly settings: ZoneSettings;
  /** The generator whose body runs in this frame, if one does: scopes that its body leaves open travel with it. */
  readonly pin: FramePin | undefined;
  /** The `using` block that made this frame, if one did. */
  readonly scope: FrameScope | undefined;
  /** How many frames are below this one. */
  readonly depth: number;

  constructor(
    parent: Zone | undefined,
    activeRun: ActiveRun | undefined,
    settings: ZoneSettings,
    pin?: FramePin,
    scope?: FrameScope,
  ) {
    this.parent = parent;
    this.activeRun = activeRun;
    this.settings = settings;
    this.pin = pin;
    this.scope = scope;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  /** The frame that code is running in. Outside any it is {@link Zone.root}, never `undefined`. */
  static get current(): Zone {
    const zone = carrier.current();
    if (zone === undefined) return Zone.root;
    return zone.scope === undefined ? zone : zone.scope.resolve(zone);
  }

  /**
   * Makes `zone` current and returns the frame that was, for {@link Zone.leave}.
   *
   * Lasts until it is left, or until the surrounding `run`, traced call or task ends. Entered before the first `await` of
   * an async function that nothing brackets, it leaks into that function's caller: prefer `zone.run`.
   * Where the platform can only run and not enter (Cloudflare Workers), it throws.
   */
  static enter(zone: Zone): Zone {
    requireZone('enter', zone);
    const previous = Zone.current;
    carrier.enter(zone);
    return previous;
  }

  /** Makes the frame that {@link Zone.enter} returned current again. */
  static leave(previous: Zone): void {
    requireZone('leave', previous);
    carrier.enter(previous === Zone.root ? undefined : previous);
  }

  /** A child frame with the changes. The frame itself stays as it is. */
  fork(changes: ZoneChanges = {}): Zone {
    const { activeRun, settings } = changes;
    return new Zone(
      this,
      activeRun === undefined ? this.activeRun : (activeRun ?? undefined),
      settings === undefined ? this.settings : withChanges(this.settings, settings),
    );
  }

  /**
   * Calls `callback(...args)` in this zone and returns what it returns; the caller's frame is back afterwards, on return
   * and on throw, whatever the callback left entered.
   *
   * With `AsyncLocalStorage`, everything that the callback starts stays in the zone. It does not survive: the body of a
   * generator that the callback returns undecorated (it runs where `next()` is called), listeners of an emitter that is
   * emitted elsewhere ({@link bindEmitter}), another worker or process (headers).
   */
  run<Args extends readonly unknown[], Result>(callback: (...args: Args) => Result, ...args: Args): Result {
    if (typeof callback !== 'function') {
      const kind = callback === null ? 'null' : typeof callback;
      throw new TypeError(`Zone.run got ${kind} as its callback. Pass the function that should run in the zone.`);
    }
    return carrier.run(carrier.current() === this ? this.twin() : this, callback, undefined, args);
  }

  /**
   * The function, bound to this zone: it runs here whoever calls it, and whenever. `this`, arguments, name and length are
   * kept; a bound function stays bound as it is (the first zone wins); what is not a function is returned as it is.
   */
  bind<Target>(target: Target): Target {
    return bindFunction(target, (callback, self, args) =>
      carrier.run(carrier.current() === this ? this.twin() : this, callback, self, args),
    );
  }

  /** A frame that says the same: the identical one must not be entered twice in a row, see {@link Carrier.run}. */
  twin(pin: FramePin | undefined = this.pin): Zone {
    return new Zone(this.parent, this.activeRun, this.settings, pin, this.scope);
  }
}

// Node 20 and 22 show the current frame in every promise that they print: a name instead of a whole trace with its inputs.
Object.defineProperty(Zone.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Zone): string {
    const { name } = (this.activeRun ?? {}) as { name?: unknown };
    return `Zone <${typeof name === 'string' ? name : 'no run'}>`;
  },
});

/** Not by `instanceof`: the zone may be one of another copy of the library. */
function requireZone(member: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && 'settings' in value && 'depth' in value) return;
  throw new TypeError(
    `Zone.${member} got ${String(value)}, which is no zone. Pass one: Zone.current, or zone.fork(…).`,
  );
}

function withChanges(settings: ZoneSettings, changes: NonNullable<ZoneChanges['settings']>): ZoneSettings {
  const merged: Record<string, unknown> = { ...settings, ...changes };
  for (const name of Object.keys(changes)) if (merged[name] === undefined) delete merged[name];
  return merged;
}
