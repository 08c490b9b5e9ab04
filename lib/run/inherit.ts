/** Tags of two levels, each once. Shares what it can: most runs have no tags of their own. */
export function mergeTags(
  inherited: readonly string[] | undefined,
  own: readonly string[] | undefined,
): readonly string[] | undefined {
  if (own === undefined || own.length === 0) return inherited;
  if (inherited === undefined || inherited.length === 0) return own;
  const added = own.filter((tag) => !inherited.includes(tag));
  return added.length === 0 ? inherited : [...inherited, ...added];
}

/** Metadata of two levels, the own winning. */
export function mergeMetadata(
  inherited: Readonly<Record<string, unknown>> | undefined,
  own: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (own === undefined) return inherited;
  return inherited === undefined || inherited === own ? own : { ...inherited, ...own };
}
