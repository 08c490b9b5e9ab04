import type { AttachmentLink, Json, Part, RunDetail } from '../wire/runDetail.js';
import { cutValue, partBounds, type CutBounds } from './cutValue.js';
import { runLinks } from './runLinks.js';
import type { StoredRun } from './store/traceStore.js';

/** The chunks of a stream are read together, as the text that they make: all that are kept of one. */
const streamBounds: CutBounds = { ...partBounds, items: 10_001 };

function partOf(text: string, bounds: CutBounds): Part {
  const { value, cuts } = cutValue(JSON.parse(text) as Json, bounds);
  return { value, size: Buffer.byteLength(text), cuts };
}

export function attachmentUrl(runId: string, name: string): string {
  return `/api/runs/${runId}/attachments/${encodeURIComponent(name)}`;
}

/** A stored run as the viewer is shown it. */
export function runDetail({ row, dottedOrder, parts, attachments, feedback }: StoredRun): RunDetail {
  const links: AttachmentLink[] = attachments.map((file) => ({ ...file, url: attachmentUrl(row.id, file.name) }));
  const isStream = parts.events?.includes('"new_token"') === true;
  const shown = Object.entries(parts).map(([name, text]) => {
    return [name, partOf(text, isStream && name === 'outputs' ? streamBounds : partBounds)] as const;
  });
  return {
    ...row,
    dottedOrder,
    parts: Object.fromEntries(shown),
    attachments: links,
    feedback,
    links: runLinks(parts.events === undefined ? undefined : JSON.parse(parts.events)),
  };
}
