import type { ErrorRecord } from '../capture/errorRecord.js';
import type { RedactedField } from '../capture/redaction/redactionOptions.js';
import type { Redactor } from '../capture/redaction/redactor.js';
import { snapshot } from '../capture/snapshot.js';
import type { Run, RunAttachment, RunEvent, RunStatus, RunType } from './run.js';
import { toWireRun, type WireRun } from './wireRun.js';

type Bag = Readonly<Record<string, unknown>>;
type Attachments = Readonly<Record<string, RunAttachment>>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function isError(value: unknown): boolean {
  if (!isBag(value) || !isText(value['name']) || !isText(value['message'])) return false;
  const { stack, cause, errors } = value;
  const hasStack = stack === undefined || isText(stack);
  return hasStack && (cause === undefined || isError(cause)) && (errors === undefined || isErrors(errors));
}

function isErrors(value: unknown): boolean {
  return Array.isArray(value) && value.every(isError);
}

/** What is redacted of an event: its time stays. */
type EventText = Omit<RunEvent, 'time'>;

function isEventTexts(count: number): (value: unknown) => boolean {
  const isEvent = (value: unknown): boolean =>
    isBag(value) && isText(value['name']) && (value['attributes'] === undefined || isBag(value['attributes']));
  return (value) => Array.isArray(value) && value.length === count && value.every(isEvent);
}

/** What is redacted of attachments: names and texts. Bytes are nobody's to read. */
type AttachmentTexts = Readonly<Record<string, { readonly mimeType: string; readonly data?: string }>>;

function isAttachmentTexts(count: number): (value: unknown) => boolean {
  const isAttachment = (value: unknown): boolean =>
    isBag(value) && isText(value['mimeType']) && (value['data'] === undefined || isText(value['data']));
  return (value) => isBag(value) && Object.keys(value).length === count && Object.values(value).every(isAttachment);
}

/** A part that was redacted, and what it was made of. */
interface Redacted {
  readonly source: unknown;
  readonly shown: unknown;
}

/** Whether two values of JSON say the same. Most that do are the same objects, from some level on. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const members = Object.entries(one);
  if (members.length !== Object.keys(other).length) return false;
  return members.every(([name, value]) => Object.hasOwn(other, name) && isSame(value, (other as Bag)[name]));
}

/** The outermost, which readers may write to. */
function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return [...(value as unknown[])] as Value;
  return isBag(value) ? { ...value } : value;
}

/**
 * A run as exporters are shown it: redacted part by part, each when somebody reads it, and then no more. Parts that stay the
 * same from the start of the run to its end are not redacted twice.
 */
export class RedactedRun implements Run {
  readonly #run: Run;
  readonly #redactor: Redactor;
  readonly #parts = new Map<RedactedField, Redacted>();

  constructor(run: Run, redactor: Redactor) {
    this.#run = run;
    this.#redactor = redactor;
  }

  get id(): string {
    return this.#run.id;
  }

  get traceId(): string {
    return this.#run.traceId;
  }

  get parentRunId(): string | undefined {
    return this.#run.parentRunId;
  }

  get dottedOrder(): string {
    return this.#run.dottedOrder;
  }

  get runType(): RunType {
    return this.#run.runType;
  }

  get startTime(): number {
    return this.#run.startTime;
  }

  get endTime(): number | undefined {
    return this.#run.endTime;
  }

  get status(): RunStatus {
    return this.#run.status;
  }

  get name(): string {
    return this.#part('name', this.#run.name, isText, (mark) => mark);
  }

  get projectName(): string {
    return this.#part('projectName', this.#run.projectName, isText, (mark) => mark);
  }

  get inputs(): Bag {
    return this.#part('inputs', this.#run.inputs, isBag, (withheld): Bag => ({ withheld }));
  }

  get outputs(): Bag | undefined {
    const { outputs } = this.#run;
    return outputs && this.#part('outputs', outputs, isBag, (withheld): Bag => ({ withheld }));
  }

  get metadata(): Bag {
    return this.#part('metadata', this.#run.metadata, isBag, (withheld): Bag => ({ withheld }));
  }

  get tags(): readonly string[] {
    return this.#part('tags', this.#run.tags, isTexts, (mark): readonly string[] => [mark]);
  }

  get error(): ErrorRecord | undefined {
    const { error } = this.#run;
    return error && this.#part('error', error, isError, (message): ErrorRecord => ({ name: 'Error', message }));
  }

  get events(): readonly RunEvent[] {
    const { events } = this.#run;
    return this.#kept('events', events, () => this.#redactedEvents(events));
  }

  get attachments(): Attachments {
    const { attachments } = this.#run;
    return this.#kept('attachments', attachments, () => this.#redactedAttachments(attachments));
  }

  /** LangSmith's wire form. */
  toJSON(): WireRun {
    return toWireRun(this);
  }

  /** Once for each value that the run has had. Runs hand out copies, and while they go on what may be written to. */
  #kept<Value>(field: RedactedField, source: Value, redact: () => Value): Value {
    const known = this.#parts.get(field);
    if (known !== undefined && isSame(known.source, source)) return copyOf(known.shown as Value);
    const shown = redact();
    const isLive = this.#run.status === 'running' && (field === 'tags' || field === 'metadata');
    this.#parts.set(field, { source: isLive ? snapshot(source) : source, shown });
    return copyOf(shown);
  }

  #part<Value>(
    field: RedactedField,
    value: Value,
    isRight: (value: unknown) => boolean,
    withheld: (mark: string) => Value,
  ): Value {
    return this.#kept(field, value, () => this.#redactor.part(field, value, isRight, withheld));
  }

  #redactedEvents(events: readonly RunEvent[]): readonly RunEvent[] {
    if (events.length === 0) return events;
    const texts: readonly EventText[] = events.map(({ time: _, ...event }) => event);
    const shown = this.#redactor.part<readonly EventText[]>('events', texts, isEventTexts(events.length), (mark) =>
      events.map(() => ({ name: mark })),
    );
    return shown.map((event, index) => ({ ...event, time: events[index]?.time ?? 0 }));
  }

  #redactedAttachments(attachments: Attachments): Attachments {
    const count = Object.keys(attachments).length;
    if (count === 0) return attachments;
    if (this.#redactor.hidesAttachments) return {};
    const files = Object.values(attachments);
    const texts: AttachmentTexts = Object.fromEntries(
      Object.entries(attachments).map(([name, { mimeType, data }]) => [
        name,
        typeof data === 'string' ? { mimeType, data } : { mimeType },
      ]),
    );
    const shown = this.#redactor.part<AttachmentTexts>('attachments', texts, isAttachmentTexts(count), (mark) => ({
      [mark]: { mimeType: 'text/plain', data: mark },
    }));
    const entries = Object.entries(shown).map(([name, { mimeType, data }], index) => {
      return [name, { mimeType, data: data ?? files[index]?.data ?? '' }] as const;
    });
    return Object.fromEntries(entries);
  }
}
