/** What was told, by owner and code, since somebody began to listen. */
export class Told {
  readonly #byObject = new WeakMap<object, Set<string>>();
  readonly #places = new Map<string, Set<string>>();
  readonly #intervals = new Map<string, Interval>();

  /** Whether this is the first time that the code comes up for the owner: an object, or the name of a place. */
  isFirst(owner: object | string, code: string): boolean {
    return typeof owner === 'string' ? this.#addPlace(owner, code) : this.#addCode(owner, code);
  }

  #addCode(owner: object, code: string): boolean {
    const codes = entryOf(this.#byObject, owner, newSet);
    return codes.size < codes.add(code).size;
  }

  #addPlace(place: string, code: string): boolean {
    const places = entryOf(this.#places, code, newSet);
    return places.size < maxPlaces && places.size < places.add(place).size;
  }

  /** How often a code has come up since it was last told, where it is to be told again; `undefined` where it is not. */
  missed(code: string, everyMs: number, now: number): number | undefined {
    const interval = entryOf(this.#intervals, code, newInterval);
    if (now < interval.nextAt) {
      interval.missed += 1;
      return undefined;
    }
    const { missed } = interval;
    interval.nextAt = now + everyMs;
    interval.missed = 0;
    return missed;
  }
}

interface Interval {
  nextAt: number;
  missed: number;
}

/** Names can be made at run time, without end. Who has read of a hundred places knows. */
const maxPlaces = 100;

const newSet = (): Set<string> => new Set();
const newInterval = (): Interval => ({ nextAt: -Infinity, missed: 0 });

function entryOf<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
