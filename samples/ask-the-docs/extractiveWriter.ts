import { traceable } from 'tracenest';
import type { AnswerWriter } from './answerWriter.js';
import { titleOf, type Passage } from './passage.js';
import { keyWords } from './reformulate.js';

const maxCharacters = 420;
const maxCodeLines = 12;

function matches(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word)).length;
}

/** Where the highest of the scores is, the first of equals. */
function indexOfHighest(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

function piecesOf(text: string): string[] {
  if (text.startsWith('- ')) return text.split(/^(?=- )/m);
  return [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment);
}

/** Of a long text, the stretch that begins where it matches best: sentences of prose, items of a list. */
function excerpt(text: string, words: readonly string[]): string {
  if (text.length <= maxCharacters) return text;
  const pieces = piecesOf(text);
  const start = indexOfHighest(pieces.map((piece) => matches(piece, words)));
  let taken = '';
  for (const piece of pieces.slice(start)) {
    if (taken !== '' && taken.length + piece.length > maxCharacters) break;
    taken += piece;
  }
  return taken.length <= 2 * maxCharacters ? taken.trimEnd() : `${taken.slice(0, 2 * maxCharacters)} …`;
}

function firstLines(code: string): string {
  const lines = code.replaceAll('\t', '  ').split('\n');
  return (lines.length <= maxCodeLines ? lines : [...lines.slice(0, maxCodeLines - 1), '…']).join('\n');
}

/** Writes no word of its own: takes from every passage what matches the question best, and the code that goes with it. */
export class ExtractiveWriter implements AnswerWriter {
  @traceable({ aggregator: (chunks) => chunks.join(''), processInputs: ({ question }) => ({ question }) })
  async *write(question: string, passages: readonly Passage[]): AsyncGenerator<string> {
    const words = keyWords(question);
    for (const [index, passage] of passages.entries()) {
      if (index > 0) yield '\n\n';
      yield* this.quote(passage, words);
    }
  }

  @traceable({
    aggregator: (chunks) => chunks.join(''),
    processInputs: ({ passage }) => ({ passage: titleOf(passage as Passage) }),
  })
  protected *quote(passage: Passage, words: readonly string[]): Generator<string> {
    const { blocks } = passage;
    yield `## ${titleOf(passage)}`;
    const best = indexOfHighest(blocks.map(({ kind, text }) => (kind === 'prose' ? matches(text, words) : -1)));
    const text = blocks[best]?.kind === 'prose' ? blocks[best].text : '';
    if (text !== '') yield `\n\n${excerpt(text, words)}`;
    const code = blocks.slice(best).find(({ kind }) => kind === 'code');
    if (code !== undefined) yield `\n\n\`\`\`\n${firstLines(code.text)}\n\`\`\``;
  }
}
