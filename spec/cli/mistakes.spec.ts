import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { SqliteStore } from 'tracenest/server';
import { failureText } from '../../lib/cli/commandError.js';
import { show } from '../../lib/cli/showCommand.js';
import { paint } from '../../lib/export/paint.js';
import { runForest, type RunNode } from '../../lib/export/runForest.js';
import { runChangeOf } from '../../lib/server/ingest/runChangeOf.js';
import { fromThreadError, toThreadError } from '../../lib/server/store/threads/threadMessages.js';
import { sampleRun } from '../server/sampleRuns.js';

const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a user can mend is told without a stack', () => {
  test.each([
    ['SQLITE_BUSY: database is locked', 'Another program holds the file'],
    ['attempt to write a readonly database', 'cannot be opened to write'],
    ['database or disk is full', 'The disk is full'],
  ])('%s', (message, expected) => {
    expect(failureText(new Error(message))).toContain(expected);
  });

  test('also where it comes out of another thread', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(failureText(fromThreadError(toThreadError(error)))).toContain('Permission was refused');
  });
});

test('runs that stand below themselves are shown once each', () => {
  const run = (id: string, parentRunId?: string) => ({ id, parentRunId, traceId: 't', startTime: Number(id) }) as any;
  const names = (nodes: readonly RunNode[]): unknown[] =>
    nodes.map(({ run: { id }, children }) => (children.length === 0 ? id : [id, ...names(children)]));
  expect(
    names(runForest([run('1', '3'), run('2', '1'), run('3', '2'), run('4', '4'), run('5', '3'), run('6')])),
  ).toEqual([['1', ['2', ['3', '5']]], '4', '6']);
});

test('a run that ended before it began took no time, and is not shown as running', async () => {
  const store = await SqliteStore.open(join(folder, 'traces.db'));
  const run = sampleRun({ name: 'back', start: 1_795_000_000_000, took: -5 });
  await store.write([runChangeOf({ kind: 'post', id: run.id, fields: { ...run } })]);
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);
  await show(store, undefined, false, { ink: paint(false), width: 100, colors: false, print, note: print });
  expect(printed.join('\n')).toMatch(/✓ back +chain +0 µs/);
  await store.close();
});
