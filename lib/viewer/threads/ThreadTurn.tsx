import type { Part } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { chatMessages } from '../model/chatMessages.js';
import { beginsAsImage } from '../model/imageSource.js';
import { plainText } from '../model/plainText.js';
import { CutHint } from '../run/CutHint.js';
import { JsonTree } from '../run/JsonTree.js';
import { Markdown } from '../run/Markdown.js';
import { Messages } from '../run/Messages.js';
import { usePart } from '../run/usePart.js';

/** What was said in one turn: the last message that went in, and what came out. */
export function ThreadTurn({ runId, version }: { runId: string; version: number }) {
  const { value: detail, error } = useLoaded(`run ${runId} ${version}`, (signal) => traceServer.run(runId, signal));
  if (error !== undefined) return <p role="alert">{error.message}</p>;
  if (detail === undefined) return <p class="muted">Loading…</p>;
  return (
    <>
      <Said runId={runId} name="inputs" told={detail.parts.inputs} />
      {detail.errorPreview === null ? (
        <Said runId={runId} name="outputs" told={detail.parts.outputs} />
      ) : (
        <p class="bad">{detail.errorPreview}</p>
      )}
    </>
  );
}

interface SaidProps {
  readonly runId: string;
  readonly name: 'inputs' | 'outputs';
  readonly told: Part | undefined;
}

function Said({ told, ...place }: SaidProps) {
  return told === undefined ? null : <SaidPart {...place} told={told} />;
}

function SaidPart({ runId, name, told }: SaidProps & { told: Part }) {
  const growing = usePart(runId, name, told);
  const { value, cuts } = growing.part;
  const messages = chatMessages(value);
  const text = plainText(value);
  if (messages !== undefined) return <Messages messages={messages.slice(-1)} />;
  const isText = text !== undefined && !beginsAsImage(text);
  return (
    <div class={name === 'inputs' ? 'message message-user' : 'message message-assistant'}>
      {isText ? <Markdown text={text} /> : <JsonTree value={value} cuts={cuts} onMore={growing.more} />}
      <CutHint runId={runId} name={name} growing={growing} isTree={!isText} />
    </div>
  );
}
