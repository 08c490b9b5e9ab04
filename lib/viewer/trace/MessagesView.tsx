import { useState } from 'preact/hooks';
import type { RunDetail } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { chatMessages } from '../model/chatMessages.js';
import type { ChatMessage } from '../model/chatMessages.js';
import { formatCount, formatDuration, plural, shownName } from '../model/format.js';
import { repeatedMessages } from '../model/newMessages.js';
import { isStream, streamOf, textOfChunks } from '../model/streamedText.js';
import { Notice } from '../parts/Notice.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { Messages } from '../run/Messages.js';
import type { TraceView } from './traceView.js';

const pageSize = 20;

/** The chat calls of the trace as one conversation: of each what was new in it, and what it answered. */
export function MessagesView({ view }: { view: TraceView }) {
  const [shown, setShown] = useState(pageSize);
  const { runs, tree } = view;
  const calls = [...tree.order].filter((run) => runs.runType(run) === 'llm');
  const seen = calls.slice(0, shown);
  const key = seen.map((run) => `${runs.id(run)} ${runs.status(run)}`).join(' ');
  const { value: details } = useLoaded(seen.length === 0 ? null : `messages ${key}`, (signal) =>
    Promise.all(seen.map((run) => traceServer.run(runs.id(run), signal))),
  );
  if (calls.length === 0) {
    return (
      <Notice icon="chat" title="No chat calls">
        <p>This trace has no runs of type llm.</p>
      </Notice>
    );
  }
  return (
    <div class="messages-view" tabIndex={0} role="region" aria-label="Messages">
      {details?.map((detail, index) => (
        <ChatCall key={detail.id} view={view} run={seen[index] ?? 0} detail={detail} before={details[index - 1]} />
      ))}
      {calls.length > shown && (
        <button class="button" type="button" onClick={() => setShown(shown + pageSize)}>
          Show {Math.min(pageSize, calls.length - shown)} more of {formatCount(calls.length)} calls
        </button>
      )}
    </div>
  );
}

interface ChatCallProps {
  readonly view: TraceView;
  readonly run: number;
  readonly detail: RunDetail;
  readonly before: RunDetail | undefined;
}

function ChatCall({ view, run, detail, before }: ChatCallProps) {
  const [isWhole, setWhole] = useState(false);
  const sent = chatMessages(detail.parts.inputs?.value) ?? [];
  const streamed = streamOf(detail, view.streamed.get(detail.id));
  const answered = streamed === undefined ? answersOf(detail) : [spoken(streamed.text)];
  const repeated = before === undefined ? 0 : repeatedMessages(conversationOf(before), sent);
  const { runs, times } = view;
  return (
    <article class={view.selected === run ? 'chat-call is-active' : 'chat-call'}>
      <header class="chat-call-head">
        <RunTypeIcon runType={detail.runType} />
        <button class="link-button" type="button" onClick={() => view.select(run)}>
          {shownName(detail.name)}
        </button>
        <span class="muted">{detail.model}</span>
        <span class="number muted">{formatDuration((times.end[run] ?? 0) - runs.start(run))}</span>
      </header>
      {repeated > 0 && !isWhole && (
        <button class="repeated" type="button" onClick={() => setWhole(true)}>
          {plural(repeated, 'message')} as before
        </button>
      )}
      <Messages messages={isWhole ? sent : sent.slice(repeated)} />
      <div class={streamed === undefined ? undefined : 'streaming'}>
        <Messages messages={answered} />
      </div>
      {detail.errorPreview !== null && <p class="bad">{detail.errorPreview}</p>}
      {sent.length + answered.length === 0 && (
        <p class="muted">No messages: its inputs and outputs are of another form.</p>
      )}
    </article>
  );
}

/** What the next call of a chat sends again: what was sent, and what was answered. */
function conversationOf(detail: RunDetail): ChatMessage[] {
  return [...(chatMessages(detail.parts.inputs?.value) ?? []), ...answersOf(detail)];
}

function answersOf(detail: RunDetail): ChatMessage[] {
  const { outputs } = detail.parts;
  const text = isStream(detail) ? textOfChunks(outputs?.value) : undefined;
  return chatMessages(outputs?.value) ?? (text === undefined ? [] : [spoken(text)]);
}

/** What a model has said in plain text. */
function spoken(text: string): ChatMessage {
  return { role: 'assistant', content: [{ kind: 'text', text }], toolCalls: [], name: undefined };
}
