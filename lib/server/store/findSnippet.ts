import type { SearchHit } from '../../wire/searchHit.js';

const before = 60;
const after = 120;

function wordsOf(q: string): string[] {
  return q.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The text around the first of the words, and where in it the words stand; `undefined` where none does. */
export function findSnippet(text: string, q: string): Pick<SearchHit, 'snippet' | 'marks'> | undefined {
  const words = wordsOf(q);
  if (words.length === 0) return undefined;
  const pattern = new RegExp(words.join('|'), 'giu');
  const first = new RegExp(pattern).exec(text);
  if (first === null) return undefined;
  const start = Math.max(0, first.index - before);
  const snippet = text.slice(start, first.index + first[0].length + after);
  const marks = Array.from(snippet.matchAll(pattern), ({ index, 0: word }) => [index, index + word.length] as const);
  return { snippet, marks };
}
