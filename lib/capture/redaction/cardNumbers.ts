import { redactedMark } from './secretRules.js';

/** Groups of digits with a blank or a dash between them, as many as there are; ids are passed over, as they have such too. */
const digitGroups =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?:(?<![\w.])|(?<=\\[nrt]))\d{1,19}(?:[ -]\d{1,19}){0,400}(?![\w]|\.\d)/gi;
const isUuid = /[a-f]|^\d{8}-\d{4}-\d{4}-\d{4}-\d{12}$/i;
const issuers = /^(?:4|5[1-5]|2[2-7]|3[4-7]|30|6)/;

/** The check digit of ISO/IEC 7812: every second digit doubled, from the right. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

function isCardNumber(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19 && issuers.test(digits) && passesLuhn(digits);
}

/** How many groups from here on are a card's number together; 0 where none are. */
function groupsOfCard(groups: readonly string[], from: number): number {
  let digits = '';
  for (let count = 1; from + count <= groups.length && digits.length < 19; count++) {
    digits += groups[from + count - 1] ?? '';
    if (isCardNumber(digits)) return count;
  }
  return 0;
}

function withoutCardsInRun(run: string): string {
  const pieces = run.split(/([ -])/);
  const groups = pieces.filter((_, index) => index % 2 === 0);
  let text = '';
  for (let index = 0; index < groups.length;) {
    const count = groupsOfCard(groups, index);
    text += count === 0 ? (groups[index] ?? '') : redactedMark('card number');
    index += Math.max(1, count);
    if (index < groups.length) text += pieces[index * 2 - 1] ?? '';
  }
  return text;
}

/** A text without numbers of credit cards: 13 to 19 digits of a known issuer, with the right check digit. */
export function withoutCardNumbers(text: string): string {
  return text.replaceAll(digitGroups, (run) => (run.length < 13 || isUuid.test(run) ? run : withoutCardsInRun(run)));
}
