import { lexer, type Token, type Tokens } from 'marked';
import type { MarkdownFile } from './markdownFile.js';
import type { Passage } from './passage.js';
import { blocksOf, headingText } from './plainText.js';

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** Cuts a document at its headings. Passages without text are left out. */
export function splitIntoPassages(file: MarkdownFile, source: string): Omit<Passage, 'id'>[] {
  const passages: Omit<Passage, 'id'>[] = [];
  const headings: { depth: number; text: string }[] = [];
  let tokens: Token[] = [];
  let line = 1;
  let startLine = 1;

  const close = (): void => {
    const blocks = blocksOf(tokens);
    const trail = [file.title, ...headings.map(({ text }) => text)];
    if (blocks.length > 0) passages.push({ trail, path: file.path, line: startLine, blocks });
    tokens = [];
    startLine = line;
  };

  for (const token of lexer(source)) {
    if (token.type === 'heading') {
      close();
      const { depth } = token as Tokens.Heading;
      while ((headings.at(-1)?.depth ?? 0) >= depth) headings.pop();
      const text = headingText(token as Tokens.Heading);
      // The first heading of a README is the name of its package once more.
      if (text !== '' && !(depth === 1 && passages.length === 0)) headings.push({ depth, text });
    } else tokens.push(token);
    line += linesIn(token.raw);
  }
  close();
  return passages;
}
