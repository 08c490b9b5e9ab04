import type { Attributes } from './span.js';

type Growing = Map<string, Growing | { readonly leaf: unknown }>;

const maxItems = 10_000;

function put(into: Growing, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    if (!into.has(key)) into.set(key, { leaf: value });
    return;
  }
  const found = into.get(key);
  const inner: Growing = found instanceof Map ? found : new Map<string, Growing>();
  into.set(key, inner);
  put(inner, rest, value);
}

/** Members named `0`, `1`, … are a list. */
function plain(node: Growing | { readonly leaf: unknown }): unknown {
  if (!(node instanceof Map)) return node.leaf;
  const entries = [...node].map(([key, value]) => [key, plain(value)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d{1,6}$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries.sort(([one], [other]) => Number(one) - Number(other)).map(([, value]) => value);
}

/**
 * Attributes below a prefix as the value that they were flattened from: `llm.input_messages.0.message.role` under
 * `llm.input_messages` is `[{ message: { role } }]`. `undefined` where there are none.
 */
export function nested(attributes: Attributes, prefix: string): unknown {
  const root: Growing = new Map();
  let count = 0;
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(`${prefix}.`) || (count += 1) > maxItems) continue;
    put(root, name.slice(prefix.length + 1).split('.', 20), value);
  }
  return root.size === 0 ? undefined : plain(root);
}
