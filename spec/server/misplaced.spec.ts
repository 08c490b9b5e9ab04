import { expect, test } from '@jest/globals';
import { misplacedRuns } from '../../lib/server/misplaced/misplacedRuns.js';
import { sampleRun, type SampleRun } from './sampleRuns.js';
import { getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
const now = Date.now() - 600_000;

async function misplaced(runs: readonly SampleRun[], traceId: string): Promise<any[]> {
  const { url } = await start();
  await postJson(`${url}/runs/batch`, { post: runs });
  return (await getJson(`${url}/api/traces/${traceId}/misplaced`)).misplaced;
}

const root = sampleRun({ name: 'Queue.handle', start: now, took: 5000 });
const step = sampleRun({ name: 'Queue.step', parent: root, start: now + 100, took: 4000 });
const lost = sampleRun({ name: 'Mailer.send', start: now + 600, took: 900 });

test('a root that ran inside another trace is told as its lost child, with the run that most likely started it', async () => {
  const [found, ...others] = await misplaced([root, step, lost], root.id);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    kind: 'lost-root',
    runId: lost.id,
    name: 'Mailer.send',
    suggested: { traceId: root.id, runId: step.id, name: 'Queue.step' },
    cause: 'context-lost',
    fix: { code: expect.stringContaining('bind(') },
  });
});

test('and from its own page too', async () => {
  const [found] = await misplaced([root, step, lost], lost.id);
  expect(found).toMatchObject({ kind: 'lost-root', traceId: lost.id, suggested: { runId: step.id } });
});

test('that its namesakes run below that parent makes it likely; that they are roots makes it unlikely', async () => {
  const below = Array.from({ length: 4 }, (_, index) => {
    const other = sampleRun({ name: 'Queue.step', start: now - 60_000 * (index + 1), took: 50 });
    return [other, sampleRun({ name: 'Mailer.send', parent: other, start: now - 60_000 * (index + 1) + 5, took: 10 })];
  }).flat();
  const [likely] = await misplaced([root, step, lost, ...below], root.id);
  expect(likely.confidence).toBeGreaterThanOrEqual(0.8);
  expect(likely.evidence).toContainEqual('In 4 other cases Mailer.send ran below Queue.step.');
  const roots = Array.from({ length: 8 }, (_, index) =>
    sampleRun({ name: 'Mailer.send', start: now - 60_000 * (index + 1), took: 10 }),
  );
  expect(await misplaced([root, step, lost, ...roots], root.id)).toEqual([]);
});

test('traces that run at once, as in a busy server, are not told as lost from each other', async () => {
  const requests = Array.from({ length: 12 }, (_, index) =>
    sampleRun({ name: 'GET /', start: now + index, took: 500 - 2 * index }),
  );
  expect(await misplaced(requests, requests[11]?.id ?? '')).toEqual([]);
});

function of(run: SampleRun, pid: number, runtime: object = {}): SampleRun {
  return { ...run, extra: { ...run.extra, runtime: { 'process.pid': pid, ...runtime } } };
}

test('threads of one process are told apart', async () => {
  const [main, worker] = [{ thread_id: 0 }, { thread_id: 1 }];
  expect(await misplaced([of(root, 1, main), of(step, 1, main), of(lost, 1, worker)], root.id)).toEqual([]);
});

test('processes that say who they are, and are different, are told apart', async () => {
  expect(await misplaced([of(root, 1), of(step, 1), of(lost, 2)], root.id)).toEqual([]);
  expect(await misplaced([of(root, 1), of(step, 1), of(lost, 1)], root.id)).toMatchObject([
    { evidence: expect.arrayContaining(['Both ran in the same process.']) },
  ]);
});

test('a parent that never arrived is told with the run around it and the likely cause', async () => {
  const gone = { ...step, id: '01950000-0000-7000-8000-00000000dead' };
  const orphan = sampleRun({ name: 'Worker.resize', parent: gone, start: now + 700, took: 300 });
  expect(await misplaced([root, step, orphan], root.id)).toMatchObject([
    {
      kind: 'missing-parent',
      runId: orphan.id,
      cause: 'not-exported',
      suggested: { runId: step.id },
      evidence: [expect.stringContaining(gone.id), expect.anything(), expect.anything()],
    },
  ]);
  expect(await misplaced([orphan], root.id)).toMatchObject([{ cause: 'other-process', suggested: null }]);
});

test('a parent that may yet come is waited for', async () => {
  const { url, store } = await start();
  const orphan = sampleRun({ name: 'early', parent: root, start: now + 1, took: 5 });
  await postJson(`${url}/runs/batch`, { post: [orphan] });
  expect(await misplacedRuns(store, root.id, now + 1000)).toMatchObject([{ cause: 'still-running' }]);
});
