import { useMemo } from 'preact/hooks';
import type { Part, RunDetail } from '../../wire/runDetail.js';
import { chatMessages } from '../model/chatMessages.js';
import { isStream, streamOf, type StreamedText } from '../model/streamedText.js';
import { Attachments } from './Attachments.js';
import { EventList } from './EventList.js';
import { FeedbackList } from './FeedbackList.js';
import { LinkList } from './LinkList.js';
import { Section } from './Section.js';
import { ValueSection } from './ValueSection.js';

interface RunPartsProps {
  readonly detail: RunDetail;
  /** What it has streamed so far, where the server was told. */
  readonly streamed?: StreamedText | undefined;
}

/** Inputs, outputs and what else belongs to a run. */
export function RunParts({ detail, streamed: heard }: RunPartsProps) {
  const { inputs, events, extra, serialized } = detail.parts;
  const streamed = streamOf(detail, heard);
  const outputs = useOutputs(detail, streamed);
  const metadata = isObject(extra?.value) && isObject(extra.value['metadata']) ? extra.value['metadata'] : undefined;
  const hasMetadata = metadata !== undefined && Object.keys(metadata).length > 0;
  return (
    <>
      {inputs !== undefined && <ValueSection title="Input" runId={detail.id} name="inputs" part={inputs} />}
      {outputs !== undefined && (
        <ValueSection
          title="Output"
          runId={detail.id}
          name="outputs"
          part={outputs}
          isStream={isStream(detail)}
          isStreaming={streamed !== undefined}
        />
      )}
      {streamed?.isCut === true && (
        <p class="hint">More is coming than is shown here: all of it is, once it has ended.</p>
      )}
      {inputs === undefined && outputs === undefined && <p class="hint">It has told neither inputs nor outputs.</p>}
      {detail.attachments.length > 0 && <Attachments attachments={detail.attachments} />}
      {detail.feedback.length > 0 && <FeedbackList feedback={detail.feedback} />}
      {detail.links.length > 0 && <LinkList links={detail.links} traceId={detail.traceId} />}
      {events !== undefined && Array.isArray(events.value) && events.value.length > 0 && (
        <EventList events={events} startTime={detail.startTime} />
      )}
      {extra !== undefined && (
        <ValueSection title="Metadata" runId={detail.id} name="extra" part={extra} isOpen={hasMetadata} />
      )}
      {serialized !== undefined && serialized.value !== null && (
        <ValueSection title="Definition" runId={detail.id} name="serialized" part={serialized} isOpen={false} />
      )}
      <Section title="Identity" isOpen={false}>
        <dl class="identity">
          <dt>Run</dt>
          <dd>{detail.id}</dd>
          <dt>Trace</dt>
          <dd>{detail.traceId}</dd>
          <dt>Parent</dt>
          <dd>{detail.parentId ?? 'none: it is a root'}</dd>
          <dt>Order</dt>
          <dd>{detail.dottedOrder ?? 'not told'}</dd>
        </dl>
      </Section>
    </>
  );
}

/**
 * The outputs, or what has come of them, in the form that they will most likely have: the same section goes on showing them,
 * so that nothing moves when they are there.
 */
function useOutputs(detail: RunDetail, streamed: StreamedText | undefined): Part | undefined {
  const text = streamed?.text;
  return useMemo(() => {
    if (text === undefined) return detail.parts.outputs;
    const isChat = detail.runType === 'llm' && chatMessages(detail.parts.inputs?.value) !== undefined;
    return { value: isChat ? { role: 'assistant', content: text } : { output: text }, size: text.length, cuts: [] };
  }, [detail, text]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
