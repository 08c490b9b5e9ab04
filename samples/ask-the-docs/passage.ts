/** A paragraph, list or code block, without Markdown's marks. */
export interface Block {
  readonly kind: 'prose' | 'code';
  readonly text: string;
}

/** What stands under one heading of one document. */
export interface Passage {
  readonly id: number;
  /** The document's title and the headings above the passage, outermost first. */
  readonly trail: readonly string[];
  readonly path: string;
  readonly line: number;
  readonly blocks: readonly Block[];
}

/** What a passage is called: its document and the last headings above it. */
export function titleOf({ trail }: Passage): string {
  const shown = trail.length <= 4 ? trail : [trail[0], '…', ...trail.slice(-2)];
  return shown.join(' › ');
}

/** Where a passage stands, as terminals and editors open it. */
export function placeOf({ path, line }: Passage): string {
  return `${path}:${line}`;
}
