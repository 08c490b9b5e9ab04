import type { Token, Tokens } from 'marked';
import type { Block } from './passage.js';

/** Inline Markdown as text: links keep their text, images and HTML go. */
function inline(tokens: readonly Token[] | undefined): string {
  const parts = (tokens ?? []).map((token) => {
    if (token.type === 'image' || token.type === 'html') return '';
    if (token.type === 'br') return ' ';
    if (token.type === 'codespan') return `\`${(token as Tokens.Codespan).text}\``;
    const { tokens: children, text } = token as Tokens.Text;
    return children === undefined ? text : inline(children);
  });
  return parts.join('').replaceAll(/\s+/g, ' ');
}

function listText(list: Tokens.List): string {
  return list.items
    .map(
      (item) =>
        `- ${blocksOf(item.tokens)
          .map(({ text }) => text)
          .join(' ')}`,
    )
    .join('\n');
}

function tableText(table: Tokens.Table): string {
  return table.rows.map((row) => `- ${row.map((cell) => inline(cell.tokens)).join(' – ')}`).join('\n');
}

function blockOf(token: Token): Block | undefined {
  switch (token.type) {
    case 'code':
      return { kind: 'code', text: (token as Tokens.Code).text };
    case 'list':
      return { kind: 'prose', text: listText(token as Tokens.List) };
    case 'table':
      return { kind: 'prose', text: tableText(token as Tokens.Table) };
    case 'blockquote':
      return {
        kind: 'prose',
        text: blocksOf((token as Tokens.Blockquote).tokens)
          .map(({ text }) => text)
          .join(' '),
      };
    case 'paragraph':
    case 'text':
      return { kind: 'prose', text: inline((token as Tokens.Paragraph).tokens) };
    default:
      return undefined;
  }
}

/** The text of block tokens. Badges, raw HTML and rules leave nothing. */
export function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.map(blockOf).filter((block) => block !== undefined && block.text.trim() !== '') as Block[];
}

export function headingText(heading: Tokens.Heading): string {
  return inline(heading.tokens).trim();
}
