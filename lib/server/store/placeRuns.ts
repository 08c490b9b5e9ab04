/** Which run stands below which. */
export interface Places {
  /** Index of the parent by run; -1 for a root and where the parent is missing. */
  readonly parent: readonly number[];
  readonly missingParents: Readonly<Record<number, string>>;
}

/** A parent known by its W3C span id alone: the last 16 digits of its id, with zeros before them. */
const spanPrefix = '00000000-0000-0000-';

/**
 * Finds the parents inside a trace. Runs that came over OpenTelemetry know their parent by 16 of its 32 digits, whatever the
 * others were where the parent came over another way.
 */
export function placeRuns(ids: readonly string[], parentIds: readonly (string | null)[]): Places {
  const byId = new Map<string, number>();
  for (const [index, id] of ids.entries()) byId.set(id, index);
  let bySpan: Map<string, number> | undefined;
  const spans = (): Map<string, number> => {
    if (bySpan === undefined) {
      bySpan = new Map();
      for (const [index, id] of ids.entries()) bySpan.set(id.slice(spanPrefix.length), index);
    }
    return bySpan;
  };
  const missingParents: Record<number, string> = {};
  const parent = parentIds.map((parentId, index) => {
    if (parentId === null || parentId === '') return -1;
    let found = byId.get(parentId);
    if (found === undefined && parentId.startsWith(spanPrefix)) found = spans().get(parentId.slice(spanPrefix.length));
    // A run that names itself as its parent would have the viewer go in circles.
    if (found !== undefined && found !== index) return found;
    missingParents[index] = parentId;
    return -1;
  });
  return { parent, missingParents };
}
