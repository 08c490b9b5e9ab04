import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { progressLine, type ProgressState } from '../../lib/cli/progressLine.js';
import { builtPackage } from '../helpers/builtPackage.js';

const half: ProgressState = {
  title: 'Exporting',
  done: 15_000,
  total: 30_000,
  elapsed: 3000,
  text: (done, total) => `${done} of ${total} runs`,
};

describe('the line of long work', () => {
  test('says how much is done and how long the rest takes; where there is no room, the bar and the percentage', () => {
    expect(progressLine(half, 80)).toBe('Exporting ██████████████░░░░░░░░░░░░░░░   50%  15000 of 30000 runs  3 s left');
    expect(progressLine(half, 40)).toBe('Exporting █████░░░░░   50%  3 s left');
    expect(progressLine(half, 28)).toBe('Exporting █████░░░░░░   50%');
  });

  test('tells no time before it can be known, and is whole at its end', () => {
    expect(progressLine({ ...half, elapsed: 100 }, 80)).toMatch(/50% {2}15000 of 30000 runs$/);
    expect(progressLine({ ...half, done: 30_000 }, 80)).toMatch(/█ {2}100% {2}30000 of 30000 runs$/);
    expect(progressLine({ ...half, done: 0, total: 0 }, 80)).toMatch(/100%/);
    expect(progressLine({ ...half, done: 1, elapsed: 60_000 }, 200)).toMatch(/99 h left$/);
  });

  test('is never wider than the terminal, and its bar keeps its width', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(30_000), fc.nat(100_000), (columns, done, elapsed) => {
        const line = progressLine({ ...half, done, elapsed }, columns);
        expect(line.length).toBeLessThan(Math.max(1, columns));
        const atStart = progressLine({ ...half, done: 0 }, columns);
        expect(line.replaceAll(/[^█░]/g, '').length).toBe(atStart.replaceAll(/[^█░]/g, '').length);
      }),
    );
  });
});

test('whoever breaks off long work gets a terminal back that has its cursor and wraps lines', async () => {
  await builtPackage();
  const module = JSON.stringify(join(import.meta.dirname, '..', '..', 'dist', 'cli', 'progress.js'));
  const program = `
    import { progress } from ${module};
    const terminal = Object.assign(process.stdout, { isTTY: true, columns: 60 });
    const bar = progress('Working', 100, (done) => String(done), terminal);
    let done = 0;
    setInterval(() => bar.update(done++), 5);
    setTimeout(() => process.kill(process.pid, 'SIGINT'), 600);
  `;
  const env = { ...process.env, TERM: 'xterm' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 20_000 });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGINT']);
  expect(shown).toContain('Working ');
  for (const [off, on] of [
    ['\u001b[?25l', '\u001b[?25h'],
    ['\u001b[?7l', '\u001b[?7h'],
  ] as const) {
    expect(shown.indexOf(off)).toBeGreaterThan(-1);
    expect(shown.lastIndexOf(on)).toBeGreaterThan(shown.lastIndexOf(off));
  }
}, 30_000);
