import { partNames, type PartName } from '../../../wire/runDetail.js';
import type { RunChange, RunFacts, StoredAttachment } from '../runChange.js';

/** Every fact: one that were missing here would be lost between the threads. */
const factNames = Object.keys({
  traceId: true,
  parentId: true,
  name: true,
  runType: true,
  project: true,
  startTime: true,
  endTime: true,
  firstTokenTime: true,
  endStatus: true,
  errorPreview: true,
  model: true,
  usage: true,
  tags: true,
  threadId: true,
} satisfies Record<keyof RunFacts, true>) as readonly (keyof RunFacts)[];

/**
 * A change on its way to another thread: values without their names. With them, as objects, they take two to three times as long
 * to be copied, which would be a fifth of what a run costs.
 */
export type PackedChange = readonly unknown[];

/** A part of a request's body would take the whole body along: it is copied out of it. */
function withOwnData(file: StoredAttachment): StoredAttachment {
  return { ...file, data: new Uint8Array(file.data) };
}

export function packChange({ id, rank, facts, payload, attachments, feedback }: RunChange): PackedChange {
  const { dottedOrder, inputPreview, outputPreview, parts } = payload;
  const packed: unknown[] = [
    id,
    rank,
    attachments.map(withOwnData),
    dottedOrder,
    inputPreview,
    outputPreview,
    feedback,
  ];
  for (const name of partNames) packed.push(parts[name]);
  for (const name of factNames) packed.push(facts[name]);
  return packed;
}

const firstPart = 7;
const firstFact = firstPart + partNames.length;

export function unpackChange(packed: PackedChange): RunChange {
  const [id, rank, attachments, dottedOrder, inputPreview, outputPreview, feedback] = packed;
  const parts: Partial<Record<PartName, unknown>> = {};
  for (const [index, name] of partNames.entries()) {
    const text = packed[firstPart + index];
    if (text !== undefined) parts[name] = text;
  }
  const facts: Partial<Record<keyof RunFacts, unknown>> = {};
  for (const [index, name] of factNames.entries()) {
    const fact = packed[firstFact + index];
    if (fact !== undefined) facts[name] = fact;
  }
  const payload = { dottedOrder, inputPreview, outputPreview, parts };
  return { id, rank, facts, payload, attachments, feedback } as RunChange;
}
