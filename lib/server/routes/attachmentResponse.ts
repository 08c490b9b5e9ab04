import type { Context } from 'hono';
import type { StoredAttachment } from '../store/runChange.js';

/** Types that a browser shows and cannot be made to run: SVG can hold scripts, and is not among them. */
const shownTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'audio/mpeg',
  'audio/wav',
  'audio/ogg',
  'video/mp4',
  'video/webm',
]);

/** Half of a character, which JSON can bring, cannot be written in UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** A file out of a trace: untrusted, so that all but plain pictures and sound are sent as downloads of no type. */
export function attachmentResponse(context: Context, { name, mimeType, data }: StoredAttachment): Response {
  const type = mimeType.toLowerCase().split(';')[0]?.trim() ?? '';
  const isShown = shownTypes.has(type);
  return context.body(new Uint8Array(data), 200, {
    'content-type': isShown ? type : 'application/octet-stream',
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(wellFormed(name))}`,
    'cache-control': 'private, max-age=3600',
  });
}
