import { traceable } from 'tracenest';

/** One way to look for an answer. */
export interface Query {
  readonly name: string;
  readonly words: readonly string[];
  readonly fields: readonly ('heading' | 'trail' | 'text')[];
  /** Whether words of the documents may go on where the query's end. */
  readonly prefix: boolean;
}

const emptyWords = new Set(
  'a about an and any are as at be by can do does for from get give has have how i in into is it its me my no not of on one or our shall should so than that the their them then there they this to up use used using want was we what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** The words that say what a question is about. */
export function keyWords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_$.#@/-]*[\p{L}\p{N}]/gu) ?? [];
  const telling = words.filter((word) => !emptyWords.has(word));
  return [...new Set(telling.length === 0 ? words : telling)];
}

/** Without its ending, a word also finds its relatives: `retry` finds retries, `failed` finds failure. */
function stem(word: string): string {
  return word.length < 5 ? word : word.replace(/(ies|ied|ing|ed|es|s|y|e)$/, '');
}

/** A question as several queries, each of which finds what the others miss. */
export const reformulate = traceable(
  function reformulate(question: string): Query[] {
    const words = keyWords(question);
    return [
      { name: 'as asked', words, fields: ['heading', 'trail', 'text'], prefix: false },
      { name: 'in headings', words, fields: ['heading', 'trail'], prefix: false },
      { name: 'by word stem', words: words.map(stem), fields: ['heading', 'trail', 'text'], prefix: true },
    ];
  },
  { runType: 'parser' },
);
