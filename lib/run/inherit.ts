import { isPlainObject } from '../capture/plainObject.js';
import { snapshot } from '../capture/snapshot.js';

type Tags = readonly string[];
type Metadata = Readonly<Record<string, unknown>>;

/** Tags and metadata that nobody else holds: taken once where they come in, and shared from then on. */
const taken = new WeakSet<object>();

function take<Value extends object>(value: Value): Value {
  taken.add(value);
  return value;
}

/** The tags as they are now, each once. */
export function takeTags(tags: Tags): Tags {
  return taken.has(tags) ? tags : take([...new Set(tags.filter((tag) => typeof tag === 'string'))]);
}

/** The metadata as it is now, as plain data. Of an object that is no record, such as a date, there is nothing to keep. */
export function takeMetadata(metadata: Metadata): Metadata {
  if (taken.has(metadata)) return metadata;
  const copy = snapshot(metadata);
  return take(isPlainObject(copy) ? copy : {});
}

/** Tags of two levels, each once. Shares what it can: most runs have no tags of their own. */
export function mergeTags(inherited: Tags | undefined, own: Tags | undefined): Tags | undefined {
  if (own === undefined || own.length === 0) return inherited;
  if (inherited === undefined || inherited.length === 0) return takeTags(own);
  const added = takeTags(own).filter((tag) => !inherited.includes(tag));
  return added.length === 0 ? inherited : take([...inherited, ...added]);
}

/** Metadata of two levels, the own winning. */
export function mergeMetadata(inherited: Metadata | undefined, own: Metadata | undefined): Metadata | undefined {
  if (own === undefined) return inherited;
  if (inherited === undefined || inherited === own) return takeMetadata(own);
  return take({ ...inherited, ...takeMetadata(own) });
}
