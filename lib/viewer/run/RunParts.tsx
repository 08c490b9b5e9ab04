import type { RunDetail } from '../../wire/runDetail.js';
import { streamedText } from '../model/streamedText.js';
import { Attachments } from './Attachments.js';
import { EventList } from './EventList.js';
import { FeedbackList } from './FeedbackList.js';
import { LinkList } from './LinkList.js';
import { Section } from './Section.js';
import { ValueSection } from './ValueSection.js';

/** Inputs, outputs and what else belongs to a run. */
export function RunParts({ detail }: { detail: RunDetail }) {
  const { inputs, outputs, events, extra, serialized } = detail.parts;
  const streamed = detail.status === 'running' ? streamedText(events?.value) : undefined;
  const metadata = isObject(extra?.value) && isObject(extra.value['metadata']) ? extra.value['metadata'] : undefined;
  const hasMetadata = metadata !== undefined && Object.keys(metadata).length > 0;
  return (
    <>
      {inputs !== undefined && <ValueSection title="Input" runId={detail.id} name="inputs" part={inputs} />}
      {streamed !== undefined && (
        <Section title="Streamed so far">
          <pre class="plain-text streaming">{streamed}</pre>
        </Section>
      )}
      {outputs !== undefined && <ValueSection title="Output" runId={detail.id} name="outputs" part={outputs} />}
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
