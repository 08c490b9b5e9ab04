import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { builtPackage } from '../helpers/builtPackage.js';

test('a reader that has enough, as `head` does, ends the command in peace', async () => {
  await builtPackage();
  const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'bin.js');
  const script = '{ sleep 0.1; "$@"; echo "ended with $?" >&2; } | true';
  const { stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', process.execPath, command, '--help']);
  expect(stderr).toBe('ended with 0\n');
}, 30_000);
