import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import { describe, expect, jest, test } from '@jest/globals';
import { tracingContext } from 'tracenest';
import { bundle } from '../helpers/bundle.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { diagnostics } = freshTracing();
jest.setTimeout(30_000);

/** A function as an installed package would have it. */
const installed = runInThisContext('(function callTask(task) { return task(); })', {
  filename: '/app/node_modules/tasks/index.js',
}) as <Result>(task: () => Result) => Result;

async function leaky(): Promise<void> {
  using _ = tracingContext(label('leaked'));
  await pause();
}

function inTimer<Result>(flow: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    setTimeout(() => void labelled('outside').run(flow).then(resolve, reject));
  });
}

describe('a block that leaks into code of an installed package', () => {
  test('is not reported while no code of ours meets its closed frame', async () => {
    await inTimer(() => installed(leaky));
    await pause(2);
    expect(diagnostics).toEqual([]);
  });

  test('is reported, and repaired, where code of ours meets its closed frame', async () => {
    const seen = await inTimer(async () => {
      await installed(leaky);
      return here();
    });
    expect(seen).toBe('outside');
    expect(diagnostics.map(({ code }) => code)).toEqual(['scope-leaked']);
    expect(diagnostics[0]?.message).toMatch(/out of leaky .* into callTask/);
  });
});

test('blocks of a module body, and of the main function that it waits for, are reported only where the body goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracenest-module-body-'));
  try {
    const file = join(folder, 'main.mjs');
    await writeFile(file, await bundle('spec/zone/fixtures/moduleBody.ts', 'asyncLocalStorage', 'esm'));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 20_000 });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ whileNobodyGoesOn: [], afterwards: ['scope-leaked'] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
