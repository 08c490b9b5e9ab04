import type { ChatMessage } from './chatMessage.js';

/** How many of the first messages of a call were in the one before too: chats are sent whole every time. */
export function repeatedMessages(before: readonly ChatMessage[], now: readonly ChatMessage[]): number {
  let count = 0;
  while (count < now.length && count < before.length && isSame(before[count], now[count])) count++;
  return count;
}

function isSame(a: ChatMessage | undefined, b: ChatMessage | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
