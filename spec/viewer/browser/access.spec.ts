import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun } from '../../server/sampleRuns.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What somebody who sees little, or uses no mouse, would stumble over: rule, place and reason. */
async function obstacles(page: Page): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
  const found = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`);
  return found.violations.flatMap(({ id, impact, nodes }) =>
    impact === 'serious' || impact === 'critical'
      ? nodes.map(({ target, failureSummary = '' }) => `${id} ${target.join(' ')}: ${failureSummary}`)
      : [],
  );
}

const answer =
  '# Retries\n\nSee [the docs](https://example.com).\n\n```ts\nawait ky(url);\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |';

test('no view has an obstacle that axe knows, in either scheme', async () => {
  const toolError = 'TimeoutError: no answer\n    at call (model.ts:31:9)\nCaused by: Error: socket hang up';
  const chat = { project: 'docs', name: 'Assistant.answer', metadata: { thread_id: 'talk' }, tags: ['prod'], answer };
  const one = chatTrace({ ...chat, start, toolError });
  const two = chatTrace({ ...chat, start: start + 5000, answer: 'Another.', thinking: 4000 });
  const [root, , , tool, model] = one;
  const orphan = sampleRun({
    name: 'Worker.resize',
    parent: { ...root!, id: model!.id.replace(/.{4}$/, 'dead') },
    start,
  });
  const goingOn = sampleRun({ name: 'Going on', parent: root, start: Date.now() });
  await viewer.send([...one, ...two, orphan, goingOn]);
  const trace = `/traces/${root?.id}`;
  const views: [path: string, shown: string, act?: (page: Page) => Promise<void>][] = [
    [
      '/?status=success',
      '.trace-line .row-link',
      (page) => page.getByRole('button', { name: 'Project', exact: true }).click(),
    ],
    ['/?view=names', '.figures-table tbody th'],
    ['/?q=nothing-has-this', '.notice'],
    [`${trace}?run=${model?.id}`, '.run-panel .markdown'],
    [`${trace}?run=${tool?.id}&path=1&find=embed`, '.error-section'],
    [`${trace}?run=${model?.id}&diff=${two[4]?.id}`, '.diff-line'],
    [`${trace}?view=messages`, '.message', (page) => page.getByRole('button', { name: 'Why, and the fix' }).click()],
    [`${trace}?view=flame`, '.flame-canvas', (page) => page.keyboard.press('?')],
    [`/compare?left=${root?.id}&right=${two[0]?.id}`, '.compared-row', (page) => page.keyboard.press('j')],
    [`/compare?left=${root?.id}`, '.choice'],
    ['/threads', '.thread-line'],
    ['/threads?thread=talk', '.turn .message'],
    ['/traces/gone', '[role=alert]'],
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await viewer.open('/', { colorScheme });
    // Schemes differ in nothing but colours, and those have a spec of their own.
    for (const [path, shown, act] of colorScheme === 'light' ? views : views.slice(3, 5)) {
      await page.goto(viewer.url + path);
      await page.locator(shown).first().waitFor();
      await act?.(page);
      expect([path, colorScheme, await obstacles(page)]).toEqual([path, colorScheme, []]);
    }
  }
}, 60_000);

test('at twice the size everything is still there, nothing turns for who wants no motion, and Tab leads through', async () => {
  const runs = chatTrace({ start, name: 'Doubled', project: 'doubled' });
  const goingOn = sampleRun({ name: 'Going on', project: 'doubled', start: Date.now() });
  await viewer.send([...runs, goingOn]);
  // What a window of 1280 × 800 is at 200 %.
  const page = await viewer.open('/?project=doubled', {
    viewport: { width: 640, height: 400 },
    reducedMotion: 'reduce',
  });
  await page.getByRole('link', { name: 'Doubled' }).waitFor();
  const turning = `getComputedStyle(document.querySelector('.status-running .icon')).animationDuration`;
  expect(parseFloat(await page.evaluate<string>(turning))).toBeLessThan(0.001);
  for (const [path, list] of [
    ['/?project=doubled', '.trace-rows'],
    [`/traces/${runs[0]?.id}`, '.tree-rows'],
  ] as const) {
    await page.goto(viewer.url + path);
    const { height } = (await page.locator(list).boundingBox()) ?? { height: 0 };
    expect(height).toBeGreaterThan(120);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(640);
  }
  const reached = new Set<string>();
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press('Tab');
    const name = `(({ ariaLabel, textContent }) => ariaLabel ?? textContent)(document.activeElement)`;
    reached.add(await page.evaluate<string>(name));
  }
  for (const name of ['Threads', 'Flame', 'Find in this trace', 'Depth', 'Critical path', 'Runs of the trace'])
    expect(reached).toContain(name);
});
