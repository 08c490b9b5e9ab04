import { expect, test } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { trace, tracingContext, Zone } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();
const tags = (): readonly string[] => Zone.current.settings.tags ?? [];
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function holdBlock(): Promise<void> {
  using _scope = tracingContext({ tags: ['held'] });
  await turn();
}

/** Runs what leaks below a barrier, so that no other test stands on it. */
const apart = (body: () => Promise<void>): Promise<void> => trace({ name: 'apart' }, body);

test('a block that leaks through the run of another storage is found out, and its caller is put right', async () => {
  const storage = new AsyncLocalStorage<string>();
  async function main(): Promise<void> {
    await storage.run('request', holdBlock);
    expect(tags()).toEqual([]);
  }
  await apart(main);
  expect(diagnostics.map(({ code }) => code)).toEqual(['scope-leaked']);
  expect(diagnostics[0]?.message).toMatch(/out of holdBlock .* into main/);
});

test('a block that leaks through an emitter is found out, and its caller is put right', async () => {
  const emitter = new EventEmitter();
  const jobs: Promise<void>[] = [];
  emitter.on('job', () => jobs.push(holdBlock()));
  async function main(): Promise<void> {
    emitter.emit('job');
    await Promise.all(jobs);
    expect(tags()).toEqual([]);
  }
  await apart(main);
  expect(diagnostics.map(({ code }) => code)).toEqual(['scope-leaked']);
});

test('a block of a timer itself, where nobody goes on, is no leak', async () => {
  let job: Promise<void> | undefined;
  const task = async function task(): Promise<void> {
    using _scope = tracingContext({ tags: ['held'] });
    await (job = turn());
  };
  setTimeout(task, 1);
  while (job === undefined) await turn();
  await job;
  await turn();
  expect(diagnostics).toEqual([]);
});
