import { useRef, useState } from 'preact/hooks';
import type { Part, RunDetail } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import type { ChatMessage } from '../model/chatMessage.js';
import { chatMessages } from '../model/chatMessages.js';
import { formatCount, formatDuration, plural, shownName } from '../model/format.js';
import { repeatedMessages } from '../model/newMessages.js';
import { isStream, streamOf, textOfChunks } from '../model/streamedText.js';
import { LoadFailure, Notice } from '../parts/Notice.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { CutHint } from '../run/CutHint.js';
import { Messages } from '../run/Messages.js';
import { usePart } from '../run/usePart.js';
import type { TraceView } from './traceView.js';

const pageSize = 20;

/** The chat calls of the trace as one conversation: of each what was new in it, and what it answered. */
export function MessagesView({ view }: { view: TraceView }) {
  const [shown, setShown] = useState(pageSize);
  const { runs, tree } = view;
  const calls = [...tree.order].filter((run) => runs.runType(run) === 'llm');
  const { value: details, error, reload } = useDetails(view, calls.slice(0, shown));
  if (calls.length === 0) {
    return (
      <Notice icon="chat" title="No chat calls">
        <p>This trace has no runs of type llm.</p>
      </Notice>
    );
  }
  return (
    <div class="messages-view" tabIndex={0} role="region" aria-label="Messages">
      {error !== undefined && <LoadFailure error={error} onRetry={reload} />}
      {details?.map((detail, index) => (
        <ChatCall key={detail.id} view={view} detail={detail} before={details[index - 1]} />
      ))}
      {details !== undefined && calls.length > details.length && (
        <button class="button" type="button" onClick={() => setShown(shown + pageSize)}>
          Show {Math.min(pageSize, calls.length - shown)} more of {formatCount(calls.length)} calls
        </button>
      )}
    </div>
  );
}

/** The runs with their payloads. While a trace grows, only those that are new or have ended are asked for. */
function useDetails({ runs }: TraceView, calls: readonly number[]) {
  const known = useRef(new Map<string, RunDetail>());
  const keys = calls.map((run) => `${runs.id(run)} ${runs.status(run)}`);
  return useLoaded(calls.length === 0 ? null : keys.join('\n'), (signal) =>
    Promise.all(
      keys.map(async (key) => {
        const detail = known.current.get(key) ?? (await traceServer.run(key.split(' ', 1)[0] ?? '', signal));
        known.current.set(key, detail);
        return detail;
      }),
    ),
  );
}

interface ChatCallProps {
  readonly view: TraceView;
  readonly detail: RunDetail;
  readonly before: RunDetail | undefined;
}

const nothing: Part = { value: null, size: 0, cuts: [] };

function ChatCall({ view, detail, before }: ChatCallProps) {
  const [isWhole, setWhole] = useState(false);
  const { id, parts } = detail;
  const inputs = usePart(id, 'inputs', parts.inputs ?? nothing);
  const outputs = usePart(id, 'outputs', parts.outputs ?? nothing);
  const sent = chatMessages(inputs.part.value) ?? [];
  const streamed = streamOf(detail, view.streamed.get(id));
  const answered = streamed === undefined ? answersIn(detail, outputs.part) : [spoken(streamed.text)];
  const repeated = before === undefined ? 0 : repeatedMessages(conversationOf(before), sent);
  const { runs, times } = view;
  const run = runs.numberOf(id);
  return (
    <article class={run !== undefined && view.selected === run ? 'chat-call is-active' : 'chat-call'}>
      <header class="chat-call-head">
        <RunTypeIcon runType={detail.runType} />
        <button class="link-button" type="button" onClick={() => run !== undefined && view.select(run)}>
          {shownName(detail.name)}
        </button>
        <span class="muted">{detail.model}</span>
        {run !== undefined && (
          <span class="number muted">{formatDuration((times.end[run] ?? 0) - runs.start(run))}</span>
        )}
      </header>
      {repeated > 0 && !isWhole && (
        <button class="repeated" type="button" onClick={() => setWhole(true)}>
          {plural(repeated, 'message')} as before
        </button>
      )}
      <Messages messages={isWhole ? sent : sent.slice(repeated)} />
      <CutHint runId={id} name="inputs" growing={inputs} />
      <div class={streamed === undefined ? undefined : 'streaming'}>
        <Messages messages={answered} />
      </div>
      <CutHint runId={id} name="outputs" growing={outputs} />
      {detail.errorPreview !== null && <p class="bad">{detail.errorPreview}</p>}
      {sent.length + answered.length === 0 && (
        <p class="muted">No messages: its inputs and outputs are of another form.</p>
      )}
    </article>
  );
}

/** What the next call of a chat sends again: what was sent, and what was answered. */
function conversationOf(detail: RunDetail): readonly ChatMessage[] {
  const { inputs, outputs } = detail.parts;
  return [...(chatMessages(inputs?.value) ?? []), ...answersIn(detail, outputs)];
}

function answersIn(detail: RunDetail, outputs: Part | undefined): readonly ChatMessage[] {
  const text = isStream(detail) ? textOfChunks(outputs?.value) : undefined;
  return chatMessages(outputs?.value) ?? (text === undefined ? [] : [spoken(text)]);
}

/** What a model has said in plain text. */
function spoken(text: string): ChatMessage {
  return { role: 'assistant', content: [{ kind: 'text', text }], toolCalls: [], name: undefined };
}
