import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SqliteStore } from 'tracenest/server';
import { commandProcess } from './commandProcess.js';
import { sampleRun, type SampleRun } from './sampleRuns.js';

const command = commandProcess();

/** All of 100 in a minute or two: `TRACENEST_KILLS=100 npm run specs -- --testPathPatterns killed`. */
const kills = Number(process.env['TRACENEST_KILLS'] ?? 12);

const text = 'payload '.repeat(250);

/** Posts until the server is gone; resolves with the runs whose request was answered with a 2xx, and calls for each such. */
async function postUntilGone(url: string, onAnswer: () => void): Promise<SampleRun[]> {
  const acknowledged: SampleRun[] = [];
  for (;;) {
    const runs = Array.from({ length: 1 + (acknowledged.length % 9) }, () =>
      sampleRun({ name: 'kept', start: Date.now(), took: 1, inputs: { text } }),
    );
    try {
      const response = await fetch(`${url}/runs/batch`, { method: 'POST', body: JSON.stringify({ post: runs }) });
      await response.text();
      if (!response.ok) continue;
      acknowledged.push(...runs);
      onAnswer();
    } catch {
      return acknowledged;
    }
  }
}

/** Three writers, and a promise of their first so many answers: however slow the machine, there is something to lose by then. */
function load(url: string, answers: number): { writers: Promise<SampleRun[]>[]; isGoingOn: Promise<void> } {
  let writers: Promise<SampleRun[]>[] = [];
  const isGoingOn = new Promise<void>((resolve) => {
    let left = answers;
    const onAnswer = (): void => void ((left -= 1) <= 0 && resolve());
    writers = [1, 2, 3].map(() => postUntilGone(url, onAnswer));
  });
  return { writers, isGoingOn };
}

test(
  `${kills} times kill -9 under load: everything that was answered with a 2xx is there, and the file is sound`,
  async () => {
    const data = join(command.folder, 'killed');
    const acknowledged: SampleRun[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const server = await command.serve(data);
      const { writers, isGoingOn } = load(server.url, 1 + ((kill * 7) % 40));
      await isGoingOn;
      await new Promise((resolve) => setTimeout(resolve, kill % 7));
      server.process.kill('SIGKILL');
      expect((await server.ended).signal).toBe('SIGKILL');
      for (const runs of await Promise.all(writers)) acknowledged.push(...runs);
    }
    const store = await SqliteStore.open(join(data, 'traces.db'));
    try {
      expect(await store.check()).toBeUndefined();
      const missing: string[] = [];
      for (const { id } of acknowledged) {
        const run = await store.run(id);
        if (run?.row.status !== 'success' || run.parts.inputs !== JSON.stringify({ text })) missing.push(id);
        else if ((await store.summary(id))?.runCount !== 1) missing.push(id);
      }
      expect(missing).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(kills);
    } finally {
      await store.close();
    }
  },
  30_000 + kills * 5000,
);

test('SIGTERM under load answers what it has taken, keeps it, and ends with 0', async () => {
  const data = join(command.folder, 'stopped');
  const server = await command.serve(data);
  const { writers, isGoingOn } = load(server.url, 100);
  await isGoingOn;
  server.process.kill('SIGTERM');
  const { code, stdout } = await server.ended;
  expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, expect.stringContaining('"stopped"')]);
  const acknowledged = (await Promise.all(writers)).flat();
  const store = await SqliteStore.open(join(data, 'traces.db'));
  const found = await Promise.all(acknowledged.map(({ id }) => store.run(id)));
  await store.close();
  expect(found.filter((run) => run === undefined)).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
}, 40_000);
