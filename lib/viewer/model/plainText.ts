import type { Json } from '../../wire/runDetail.js';

/** The text that a value is about, where it is one text: itself, or the only member of an object. */
export function plainText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value as { readonly [key: string]: Json }).filter(([key]) => key !== 'usage_metadata');
  const only = members[0]?.[1];
  return members.length === 1 && typeof only === 'string' ? only : undefined;
}

/** Whether a text looks as if it was written as Markdown. */
export function looksLikeMarkdown(text: string): boolean {
  return (
    /^(#{1,6} |[-*] |\d+\. |> |```|\|.*\|)/m.test(text) ||
    /\*\*[^*\n]+\*\*|`[^`\n]+`|\[[^\]\n]+\]\([^)\n]+\)/.test(text)
  );
}
