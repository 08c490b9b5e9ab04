import type { RunDetail } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { chatMessages } from '../model/chatMessages.js';
import { plainText } from '../model/plainText.js';
import { JsonTree } from '../run/JsonTree.js';
import { Markdown } from '../run/Markdown.js';
import { Messages } from '../run/Messages.js';

/** What was said in one turn: the last message that went in, and what came out. */
export function ThreadTurn({ runId }: { runId: string }) {
  const { value: detail, error } = useLoaded(`run ${runId}`, (signal) => traceServer.run(runId, signal));
  if (error !== undefined) return <p role="alert">{error.message}</p>;
  if (detail === undefined) return <p class="muted">Loading…</p>;
  return (
    <>
      <Said detail={detail} name="inputs" />
      {detail.errorPreview === null ? (
        <Said detail={detail} name="outputs" />
      ) : (
        <p class="bad">{detail.errorPreview}</p>
      )}
    </>
  );
}

function Said({ detail, name }: { detail: RunDetail; name: 'inputs' | 'outputs' }) {
  const part = detail.parts[name];
  if (part === undefined) return null;
  const messages = chatMessages(part.value);
  if (messages !== undefined) return <Messages messages={messages.slice(-1)} />;
  const text = plainText(part.value);
  return (
    <div class={name === 'inputs' ? 'message message-user' : 'message message-assistant'}>
      {text === undefined ? <JsonTree value={part.value} cuts={part.cuts} /> : <Markdown text={text} />}
    </div>
  );
}
