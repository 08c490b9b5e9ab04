import type { AttachmentLink, Json, Part, RunDetail } from '../wire/runDetail.js';
import { cutValue } from './cutValue.js';
import { runLinks } from './runLinks.js';
import type { StoredRun } from './store/traceStore.js';

function partOf(text: string): Part {
  const { value, cuts } = cutValue(JSON.parse(text) as Json);
  return { value, size: Buffer.byteLength(text), cuts };
}

export function attachmentUrl(runId: string, name: string): string {
  return `/api/runs/${runId}/attachments/${encodeURIComponent(name)}`;
}

/** A stored run as the viewer is shown it. */
export function runDetail({ row, dottedOrder, parts, attachments, feedback }: StoredRun): RunDetail {
  const links: AttachmentLink[] = attachments.map((file) => ({ ...file, url: attachmentUrl(row.id, file.name) }));
  const shown = Object.entries(parts).map(([name, text]) => [name, partOf(text)] as const);
  return {
    ...row,
    dottedOrder,
    parts: Object.fromEntries(shown),
    attachments: links,
    feedback,
    links: runLinks(parts.events === undefined ? undefined : JSON.parse(parts.events)),
  };
}
