/** The option that a name was probably meant to be. */
export function similarOption(name: string, names: readonly string[]): string | undefined {
  return names.find((known) => isSimilar(normalized(known), normalized(name)));
}

/** Without case and dashes, so that Python's `process_inputs` finds its name here. */
function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function isSimilar(known: string, given: string): boolean {
  return (given.length > 2 && known.startsWith(given)) || (given.length > 3 && editDistance(known, given) <= 2);
}

/** How many letters have to be changed, added or taken away (Levenshtein). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const changed = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
