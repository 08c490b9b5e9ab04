/** Where in a run a text stands: the names and indices on the way to it, such as `['inputs', 'messages', '0']`. */
export type Path = readonly string[];

/** Takes out of texts what is not to be shown. */
export interface TextRedactor {
  /** The text as it may be shown; the same text where nothing is to be hidden. */
  text(text: string, path: Path): string;
  /** What stands in place of all texts and numbers in a member of that name; `undefined` where they are looked at one by one. */
  member?(name: string): string | undefined;
  /** What stands in place of whatever is there; `undefined` where it is looked into. */
  whole?(path: Path): string | undefined;
}
