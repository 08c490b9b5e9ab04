import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openPlain } from './tracenest.mjs';

export function open(url) {
  const spool = mkdtempSync(join(tmpdir(), 'tracenest-bench-'));
  process.on('exit', () => rmSync(spool, { recursive: true, force: true }));
  return openPlain(url, { spool });
}
