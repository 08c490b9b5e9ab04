import type { Passage } from './passage.js';

/** Writes an answer out of passages, piece by piece. */
export interface AnswerWriter {
  write(question: string, passages: readonly Passage[]): AsyncGenerator<string>;
}
