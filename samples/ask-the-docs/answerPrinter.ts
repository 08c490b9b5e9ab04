import { styled } from './terminal.js';

/**
 * Prints Markdown as it streams: words as soon as they are complete, wrapped, headings and code in their colours.
 */
export class AnswerPrinter {
  readonly #width: number;
  readonly #print: (text: string) => void;
  #word = '';
  #gap = '';
  #column = 0;
  #indent = '';
  #inCode = false;
  #isHeading = false;
  #isFence = false;

  constructor(width: number, print: (text: string) => void) {
    this.#width = width;
    this.#print = print;
  }

  write(text: string): void {
    for (const character of text) {
      if (character === '\n') this.#endLine();
      else if (character === ' ') this.#endWord(character);
      else this.#word += character;
    }
  }

  end(): void {
    this.#endWord('');
  }

  #endLine(): void {
    this.#endWord('');
    if (!this.#isFence) this.#print('\n');
    this.#column = 0;
    this.#gap = this.#indent = '';
    this.#isHeading = this.#isFence = false;
  }

  #endWord(gap: string): void {
    const word = this.#word;
    this.#word = '';
    if (word !== '' && !this.#isMark(word)) this.#put(word);
    this.#gap += gap;
  }

  /** What a line begins with, and a terminal shows in another way. */
  #isMark(word: string): boolean {
    if (this.#isFence) return true;
    if (this.#column > 0) return false;
    if (word.startsWith('```')) {
      this.#inCode = !this.#inCode;
      this.#isFence = true;
    } else if (!this.#inCode && /^#{1,6}$/.test(word)) this.#isHeading = true;
    else if (!this.#inCode && /^([-*]|\d+\.)$/.test(word)) {
      this.#indent = `${this.#gap}${' '.repeat(word.length + 1)}`;
      return false;
    } else return false;
    this.#gap = '';
    return true;
  }

  #put(word: string): void {
    if (this.#inCode && this.#column === 0) this.#gap = `  ${this.#gap}`;
    if (this.#isHeading && this.#column === 0) this.#gap = '';
    const fits = this.#column + this.#gap.length + word.length <= this.#width;
    if (this.#inCode || this.#column === 0 || fits) this.#print(this.#gap);
    else {
      this.#print(`\n${this.#indent}`);
      this.#column = this.#indent.length - this.#gap.length;
    }
    this.#column += this.#gap.length + word.length;
    this.#gap = '';
    this.#print(this.#isHeading ? styled('bold', word) : this.#inCode ? styled('cyan', word) : word);
  }
}
