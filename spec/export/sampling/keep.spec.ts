import { describe, expect, test } from '@jest/globals';
import { configure, flush, MemoryExporter, trace, type Run } from 'tracenest';
import { BatchExporter, type BatchOptions } from 'tracenest/exporters';
import { isInSample } from '../../../lib/export/sampling/traceSample.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { plainRun } from '../../helpers/plainRun.js';

const { diagnostics } = freshTracing();

/** What is kept of what a program does. */
async function kept(keep: BatchOptions['keep'], program: (exporter: BatchExporter) => void): Promise<readonly Run[]> {
  const memory = new MemoryExporter();
  const exporter = new BatchExporter(memory, { keep, signals: false });
  configure({ exporter });
  program(exporter);
  await flush();
  const runs = [...memory.runs];
  await exporter.shutdown();
  return runs;
}

const names = (runs: readonly Run[]): string[] => runs.map(({ name }) => name);

function failing(): void {
  try {
    trace({ name: 'failing root' }, () => {
      trace({ name: 'good child' }, () => 1);
      trace({ name: 'bad child' }, () => {
        throw new Error('mine');
      });
    });
  } catch {
    // The program's own business.
  }
}

/** A trace of a root and a child, as plain data, which took so long. */
function took(exporter: BatchExporter, milliseconds: number, name: string): void {
  const root = plainRun({ name, end: milliseconds });
  const child = plainRun({ name: `${name} child`, parent: root, end: 1 });
  exporter.onStart(root);
  exporter.onStart(child);
  exporter.onEnd(child);
  exporter.onEnd(root);
}

describe('keep', () => {
  test('keeps traces with an error whole, and drops the others whole', async () => {
    const runs = await kept({}, () => {
      trace({ name: 'good root' }, () => trace({ name: 'child' }, () => 1));
      failing();
    });
    expect(names(runs).sort()).toEqual(['bad child', 'failing root', 'good child']);
  });

  test('keeps slow traces whole', async () => {
    const runs = await kept({ slowerThanMs: 1_000 }, (exporter) => {
      took(exporter, 999, 'quick');
      took(exporter, 1_000, 'slow');
    });
    expect(names(runs).sort()).toEqual(['slow', 'slow child']);
  });

  test('keeps a share of the rest, by trace id', async () => {
    const ids: string[] = [];
    const runs = await kept({ share: 0.3 }, () => {
      for (let count = 0; count < 200; count++) {
        trace({ name: 'root' }, (run) => {
          ids.push(run.id);
          trace({ name: 'child' }, () => 1);
        });
      }
    });
    const wanted = ids.filter((id) => isInSample(id, 0.3));
    expect(
      runs
        .filter(({ name }) => name === 'root')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(wanted.sort());
    expect(runs).toHaveLength(wanted.length * 2);
  });

  test('keeps errors only where that is wanted', async () => {
    expect(await kept({ errors: false }, failing)).toEqual([]);
  });

  test('decides when nothing in a trace runs any more, and late runs follow', async () => {
    const runs = await kept({ slowerThanMs: 1_000 }, (exporter) => {
      const root = plainRun({ name: 'root', end: 10 });
      const open = plainRun({ name: 'outlives its root', parent: root, end: 5_000 });
      exporter.onStart(root);
      exporter.onStart(open);
      exporter.onEnd(root);
      exporter.onEnd(open);
      const late = plainRun({ name: 'late', parent: root, end: 1 });
      exporter.onStart(late);
      exporter.onEnd(late);
      const quick = plainRun({ name: 'quick', end: 1 });
      exporter.onStart(quick);
      exporter.onEnd(quick);
      exporter.onEnd(plainRun({ name: 'late too', parent: quick, end: 1 }));
    });
    expect(names(runs).sort()).toEqual(['late', 'outlives its root', 'root']);
  });

  test('holds no more than its bound: the oldest traces are decided by what is known', async () => {
    const runs = await kept({ maxBytes: 20_000 }, (exporter) => {
      const roots = Array.from({ length: 50 }, (_, index) => plainRun({ name: `root ${index}`, end: 1 }));
      for (const root of roots) exporter.onStart(root);
      for (const [index, parent] of roots.entries()) {
        const isBad = index === 3;
        const child = plainRun({
          name: `child ${index}`,
          parent,
          end: 1,
          inputs: { text: 'x'.repeat(2_000) },
          ...(isBad ? { status: 'error', error: { name: 'Error', message: 'mine' } } : {}),
        });
        exporter.onStart(child);
        exporter.onEnd(child);
      }
      for (const root of roots) exporter.onEnd(root);
    });
    expect(names(runs).sort()).toEqual(['child 3', 'root 3']);
  });

  test('keeps what has an error after others of its trace were dropped, from then on', async () => {
    const runs = await kept({}, (exporter) => {
      const root = plainRun({ name: 'root', end: 1 });
      exporter.onStart(root);
      exporter.onEnd(root);
      const late = plainRun({
        name: 'late',
        parent: root,
        end: 1,
        status: 'error',
        error: { name: 'Error', message: 'x' },
      });
      exporter.onStart(late);
      exporter.onEnd(late);
    });
    expect(names(runs)).toEqual(['late']);
    expect(diagnostics).toEqual([]);
  });
});
