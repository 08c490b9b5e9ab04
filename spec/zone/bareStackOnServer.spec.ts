import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-bundle-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Bundles a program with the built package, as a bundler does that resolves by these conditions, and runs it in Node. */
async function bundled(
  name: string,
  program: string,
  conditions: string[],
): Promise<{ stdout: string; stderr: string }> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, sourcefile: 'server.mjs' },
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions,
    external: ['node:*'],
    format: 'esm',
    // The project's own says where the sources are.
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, outputFiles[0]?.contents ?? '');
  return promisify(execFile)(process.execPath, [file], { timeout: 20_000 });
}

const program = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { configure, traceable, trace, MemoryExporter } from 'tracenest';
  const exporter = new MemoryExporter();
  const told = [];
  configure({ exporter, onDiagnostic: (diagnostic) => told.push(diagnostic) });
  const leaf = traceable(() => 1, { name: 'leaf' });
  await trace({ name: 'outer' }, async () => {
    await sleep(1);
    leaf();
  });
  console.log(JSON.stringify({ told, isNested: exporter.runs[0].parentRunId !== undefined }));
`;

describe('a server that was bundled', () => {
  test('with the condition of its runtime nests, and has nothing to tell', async () => {
    const { stdout, stderr } = await bundled('withNode', program, ['node']);
    expect(JSON.parse(stdout)).toEqual({ told: [], isNested: true });
    expect(stderr).toBe('');
  });

  test('without it is told once what is wrong, the likely cause and what to do', async () => {
    const { stdout, stderr } = await bundled('withoutNode', program, ['module', 'import']);
    const { told, isNested } = JSON.parse(stdout) as { told: { code: string; message: string }[]; isNested: boolean };
    expect(isNested).toBe(false);
    expect(told.map(({ code }) => code)).toEqual(['carrier-bare-stack']);
    expect(told[0]?.message).toMatch(/this is Node.*without the condition "node".*exportConditions/);
    expect(stderr).toBe('');
  });

  test('without it and without a handler gets one process warning, however many copies there are', async () => {
    const copy = await bundled('copy', "import { traceable } from 'tracenest'; traceable(() => 1)();", [
      'module',
      'import',
    ]);
    expect(copy.stderr.match(/TracenestWarning/g)).toHaveLength(1);
    const both = join(folder, 'both.mjs');
    await writeFile(both, "await import('./copy.mjs'); await import('./copy.mjs?2');");
    const { stderr } = await promisify(execFile)(process.execPath, [both]);
    expect(stderr.match(/TracenestWarning/g)).toHaveLength(1);
  });
});
