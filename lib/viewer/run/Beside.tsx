import type { JsonObject } from '../model/chatMessage.js';
import { JsonTree } from './JsonTree.js';

const namedKeys = 6;

/** What stands beside the messages of a chat, such as the model's settings and its tools. */
export function Beside({ value }: { value: JsonObject }) {
  const keys = Object.keys(value);
  if (keys.length === 0) return null;
  const rest = keys.length > namedKeys ? ` and ${keys.length - namedKeys} more` : '';
  return (
    <details class="beside">
      <summary>
        With {keys.slice(0, namedKeys).join(', ')}
        {rest}
      </summary>
      <JsonTree value={value} />
    </details>
  );
}
