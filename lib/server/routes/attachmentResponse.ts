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

/** A file out of a trace: untrusted, so that all but plain pictures and sound are sent as downloads of no type. */
export function attachmentResponse({ name, mimeType, data }: StoredAttachment): Response {
  const type = mimeType.toLowerCase().split(';')[0]?.trim() ?? '';
  const isShown = shownTypes.has(type);
  return new Response(new Uint8Array(data), {
    headers: {
      'content-type': isShown ? type : 'application/octet-stream',
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, max-age=3600',
    },
  });
}
