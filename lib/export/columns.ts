const oneColumnEach = /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u259f]*$/;
/** What terminals draw two columns wide: East Asian letters, full-width forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\ufe0f]/u;

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character each: an emoji of several code points is not cut in two. */
function characters(text: string): Iterable<string> {
  if (oneColumnEach.test(text)) return text;
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The columns that a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (oneColumnEach.test(text)) return text.length;
  let columns = 0;
  for (const character of characters(text)) columns += wide.test(character) ? 2 : 1;
  return columns;
}

/** As much of a text as fits. */
function head(text: string, columns: number): string {
  let taken = '';
  let left = columns;
  for (const character of characters(text)) {
    left -= wide.test(character) ? 2 : 1;
    if (left < 0) break;
    taken += character;
  }
  return taken;
}

/** A text that fits, with `…` where it was cut. */
export function cutTo(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${head(text, Math.max(0, columns - 1))}…`;
}

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Takes the first line off a text: up to the last space that fits, or in the middle of a word that is too long. */
function firstLine(text: string, columns: number): string {
  const line = head(text, columns);
  if (line.length === text.length || text[line.length] === ' ') return line;
  const space = line.lastIndexOf(' ');
  // A column that is narrower than a character still has to take one, or this would never end.
  return space > 0 ? line.slice(0, space) : line || ([...characters(text)][0] ?? text);
}

/** Texts broken into lines that fit; what is beyond so many lines is cut with `…`. */
export function wrapTo(texts: readonly string[], columns: number, maxLines: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    for (let rest = text; rest !== '';) {
      if (lines.length === maxLines) return [...lines.slice(0, -1), cutTo(`${lines.at(-1)} …`, columns)];
      const line = firstLine(rest, columns);
      lines.push(line);
      rest = rest.slice(line.length).trimStart();
    }
  }
  return lines;
}
