const escape = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);

/** Colours and other commands to a terminal, which libraries put into the messages of their errors. */
const commands = new RegExp(
  `(?:${escape}\\[|\u009b)[0-?]*[ -/]*[@-~]|(?:${escape}\\]|\u009d)[^${bell}${escape}]*(?:${bell}|${escape}\\\\)`,
  'gu',
);
/** Marks that turn the direction of what follows them: they could make a line read as another. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const lineBreaks = /\r\n|[\n\r\u0085\u2028\u2029]/;

/** More than that is never shown, and need not be looked through. */
const maxLength = 20_000;

/** The lines of a text, such that a terminal can do nothing with them but show them. */
export function printableLines(text: string): string[] {
  return text
    .slice(0, maxLength)
    .replaceAll(commands, '')
    .replaceAll(directions, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .split(lineBreaks)
    .map((line) => line.replaceAll(/[\s\p{Control}]+/gu, ' ').trim())
    .filter((line) => line !== '');
}

/** The same in one line. */
export function printable(text: string): string {
  return printableLines(text).join(' ');
}
