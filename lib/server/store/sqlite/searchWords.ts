/**
 * What a user typed, as a query of FTS5: words and `"phrases"` that must all be there, `prefix*`. Each is quoted, so that
 * nothing of it is taken for FTS5's own language; `undefined` where there is no word in it.
 */
export function searchWords(text: string): string | undefined {
  const parts = text.match(/"[^"]*"|\S+/gu) ?? [];
  const quoted = parts.flatMap((part) => {
    const words = part.replaceAll('"', ' ').trim();
    if (!/[\p{L}\p{N}]/u.test(words)) return [];
    return /^[^"]*\*$/u.test(part) ? [`"${words.replace(/\*+$/u, '')}"*`] : [`"${words}"`];
  });
  return quoted.length === 0 ? undefined : quoted.join(' ');
}
