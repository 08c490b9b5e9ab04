/**
 * In tests: a MemoryExporter keeps the runs, `expectTree` compares their tree with the one you expect and shows both where
 * they differ. Any test runner will do; this is Node's own assert.
 */
import assert from 'node:assert/strict';
import { configure, traceable } from 'tracenest';
import { expectTree, MemoryExporter, traceTree } from 'tracenest/testing';

class Kitchen {
  @traceable
  async cook(dishes: readonly string[]): Promise<string[]> {
    return Promise.all(dishes.map((dish) => this.prepare(dish)));
  }

  @traceable
  async prepare(dish: string): Promise<string> {
    if (dish === 'smoke') throw new Error('the pan is on fire');
    return Promise.resolve(`${dish}, hot`);
  }
}

const exporter = new MemoryExporter();
configure({ exporter });

await new Kitchen().cook(['soup', 'bread']);
expectTree(
  exporter,
  `
  Kitchen.cook
    Kitchen.prepare
    Kitchen.prepare
  `,
);
assert.deepEqual(exporter.runs.map(({ outputs }) => outputs).at(0), { output: 'soup, hot' });

exporter.clear();
await assert.rejects(new Kitchen().cook(['soup', 'smoke']), { message: 'the pan is on fire' });
console.log(`${traceTree(exporter)}\n`);

try {
  expectTree(exporter, 'Kitchen.cook');
} catch (error) {
  console.log((error as Error).message);
}
