import { diffLines, diffWordsWithSpace } from 'diff';
import type { Json } from '../../wire/runDetail.js';

/** A line of two texts, one above the other. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  /** Its stretches; the changed ones are those that tell the line from the one it took the place of. */
  readonly pieces: readonly { readonly text: string; readonly isChanged: boolean }[];
}

/** Beyond that the page says that the texts differ too much to be compared, instead of freezing. */
const timeout = 800;

/** The lines of two values as JSON; `undefined` where they differ too much. */
export function diffValues(left: Json | undefined, right: Json | undefined): DiffLine[] | undefined {
  const changes = diffLines(textOf(left), textOf(right), { timeout });
  if (changes === undefined) return undefined;
  const lines: DiffLine[] = [];
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index];
    const next = changes[index + 1];
    if (change === undefined) break;
    if (change.removed && next?.added) {
      lines.push(...changedLines(linesOf(change.value), linesOf(next.value)));
      index++;
    } else {
      const kind = change.added ? 'added' : change.removed ? 'removed' : 'same';
      lines.push(...linesOf(change.value).map((text) => wholeLine(kind, text)));
    }
  }
  return lines;
}

function changedLines(removed: readonly string[], added: readonly string[]): DiffLine[] {
  // Word by word where line stands against line; otherwise it would be guessing.
  if (removed.length !== added.length) {
    return [...removed.map((text) => wholeLine('removed', text)), ...added.map((text) => wholeLine('added', text))];
  }
  const pairs = removed.map((text, index) => diffWordsWithSpace(text, added[index] ?? '', { timeout: 50 }));
  const side = (kind: 'removed' | 'added', texts: readonly string[]): DiffLine[] =>
    pairs.map((words, index) =>
      words === undefined
        ? wholeLine(kind, texts[index] ?? '')
        : {
            kind,
            pieces: words
              .filter((word) => (kind === 'removed' ? !word.added : !word.removed))
              .map((word) => ({ text: word.value, isChanged: word.added || word.removed })),
          },
    );
  return [...side('removed', removed), ...side('added', added)];
}

function wholeLine(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, pieces: [{ text, isChanged: false }] };
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : `${readableJson(value)}\n`;
}

/** JSON, but with lines where texts have lines: a text of a hundred lines would be one line that differs as a whole. */
export function readableJson(value: Json): string {
  return JSON.stringify(value, null, 2).replace(/\\(.)/g, (escape, character) => (character === 'n' ? '\n' : escape));
}
