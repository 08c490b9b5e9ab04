import { printable } from '../export/printable.js';
import type { Feedback, Json } from '../wire/runDetail.js';

function text(value: Json): string {
  if (value === null || value === '') return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was said about a run in a line: `correctness 1 on Assistant.answer: it is right`. */
export function feedbackText({ key, score, value, comment }: Feedback, runName: string): string {
  const verdict = [key, text(score), text(value)].filter((part) => part !== '').join(' ');
  const said = comment === null || comment === '' ? '' : `: ${comment}`;
  return printable(`${verdict} on ${runName}${said}`);
}
