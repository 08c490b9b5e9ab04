import { beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { requireCurrentRunTree, traceable, type ParentSource, type RunTree, type WireRun } from 'tracenest';
import { builtPackage } from '../helpers/builtPackage.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { root } from '../helpers/runProgram.js';

const { exporter } = freshTracing();

beforeAll(builtPackage, 120_000);

interface Answer {
  readonly inherited: string;
  readonly tags: readonly string[];
  readonly runs: readonly WireRun[];
}

class Office {
  @traceable({ tags: ['office'] })
  async send(parentOf: (run: RunTree) => ParentSource): Promise<Answer> {
    const worker = new Worker(join(root, 'spec', 'processes', 'worker.mjs'));
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ parent: parentOf(requireCurrentRunTree()), port: port2 }, [port2]);
    const [answer] = (await once(port1, 'message')) as [Answer];
    await worker.terminate();
    return answer;
  }
}

describe('a worker thread', () => {
  test.each<[string, (run: RunTree) => ParentSource, readonly string[]]>([
    ['its headers', (run) => run.toHeaders(), ['office']],
    ['its dotted order', (run) => run.dottedOrder, []],
  ])(
    'inherits nothing, and nests below the run that is passed on as %s',
    async (_form, parentOf, tags) => {
      const { inherited, runs, ...answer } = await new Office().send(parentOf);
      const [send] = exporter.runs;
      const [inner, work] = runs;
      expect(inherited).toBe('nothing');
      expect(answer.tags).toEqual(tags);
      expect(work).toMatchObject({ name: 'work', parent_run_id: send?.id, trace_id: send?.traceId });
      expect(work?.dotted_order.startsWith(`${send?.dottedOrder}.`)).toBe(true);
      expect(inner).toMatchObject({ name: 'inner', parent_run_id: work?.id, trace_id: send?.traceId });
    },
    30_000,
  );

  test('starts a trace of its own where no parent is passed on', async () => {
    const { runs } = await new Office().send(() => null);
    expect(runs.at(-1)).toMatchObject({ name: 'work', parent_run_id: null, trace_id: runs.at(-1)?.id });
  }, 30_000);
});
