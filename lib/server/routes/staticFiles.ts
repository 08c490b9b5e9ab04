import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

async function read(folder: string, path: string): Promise<Buffer | undefined> {
  try {
    const file = normalize(join(folder, decodeURIComponent(path)));
    return file.startsWith(folder + sep) ? await readFile(file) : undefined;
  } catch {
    return undefined;
  }
}

const missingPage =
  '<!doctype html><title>tracenest</title><p>The server runs; the viewer’s files are missing. In a checkout, run: npm run build';

/** The viewer's own addresses, below that of an opened file too. An id may have a dot in it, and is no file for that. */
const pages = /^(\/files\/[^/]+)?\/(traces\/[^/]+|compare|threads)?$/;

/**
 * The built viewer. Paths without a file are pages of the viewer, which it finds its own way in. Files under `assets/` have a hash
 * of their content in their names, and are kept for good.
 */
export function staticFiles(folder: string): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    if ((method !== 'GET' && method !== 'HEAD') || path.startsWith('/api/')) return next();
    const isPage = pages.test(path);
    const isFile = !isPage && extname(path) !== '';
    // A program that asks for what is not there is told so; only people are shown a page that says it.
    const isForPeople = context.req.header('accept')?.includes('text/html') === true;
    if (!isFile && !isPage && !isForPeople) return next();
    const data = await read(folder, isFile ? path : 'index.html');
    if (data === undefined) return isFile ? next() : context.html(missingPage, 503);
    const type = types[isFile ? extname(path) : '.html'] ?? 'application/octet-stream';
    const age = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return context.body(new Uint8Array(data), 200, { 'content-type': type, 'cache-control': age });
  };
}
