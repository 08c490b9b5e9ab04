import { expect, test } from '@jest/globals';
import { runInNode } from '../helpers/runInNode.js';

const source = `
  import { configure, startRun, tracingContext } from 'tracenest';
  const ended: unknown[] = [];
  configure({ exporter: { onEnd: ({ name, tags }) => void ended.push([name, ...tags]) } });
  const dispose = Symbol.for('Symbol.dispose');
  const close = (block: unknown): void => (block as Record<symbol, () => void>)[dispose]();
  const scope = tracingContext({ tags: ['x'] });
  close(startRun({ name: 'block' }));
  close(scope);
  close(startRun({ name: 'after' }));
  export default ended;`;

test('where the platform has no Symbol.dispose, blocks close under the symbol that compilers ask for', async () => {
  const transform = {
    filter: /aliasDispose\.ts$/,
    apply: (text: string) => text.replace("Reflect.get(Symbol, 'dispose')", 'undefined'),
  };
  expect(await runInNode(source, { transform })).toEqual([['block', 'x'], ['after']]);
});
