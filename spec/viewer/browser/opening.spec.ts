import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sampleRun } from '../../server/sampleRuns.js';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;

const names = (page: Page): Promise<string[]> => page.getByRole('treegrid').locator('.run-name').allTextContents();
const selected = (page: Page): Promise<string | null> =>
  page.getByRole('treegrid').locator('[aria-selected=true] .run-name').textContent();

test('the list shows a trace, and opens it as a tree with its times', async () => {
  const runs = chatTrace({ start, name: 'Assistant.answer' });
  await viewer.send(runs);
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'Assistant.answer' }).click();
  await page.getByRole('treegrid').getByText('ChatModel').waitFor();
  expect(await names(page)).toEqual(['Assistant.answer', 'Library.search', 'embed', 'rank', 'ChatModel']);
  expect(page.url()).toBe(`${viewer.url}/traces/${runs[0]?.trace_id}`);
  expect(await page.getByRole('row', { name: /ChatModel/ }).textContent()).toContain('1.20 s');
});

test('of a large trace the first rows are there before the rest is', async () => {
  const root = sampleRun({ name: 'Large', start, took: 3000 });
  const below = Array.from({ length: 1200 }, (_, index) =>
    sampleRun({ name: `step ${index}`, parent: root, start: start + index, took: 2 }),
  );
  await viewer.send([root, ...below]);
  let release = (): void => undefined;
  const rest = new Promise<void>((resolve) => (release = resolve));
  const page = await viewer.open('/');
  await page.route(/cursor=/, async (route) => rest.then(() => route.continue()));
  await page.goto(`${viewer.url}/traces/${root.id}?run=${below[1100]?.id}`);
  const tree = page.getByRole('treegrid');
  await tree.getByText('step 3', { exact: true }).waitFor();
  await page.getByText('500 of 1201 runs').waitFor();
  release();
  await page.getByText('500 of 1201 runs').waitFor({ state: 'detached' });
  // The run that the address names came with the rest.
  await tree.getByText('step 1100', { exact: true }).waitFor();
  expect(await tree.getAttribute('aria-rowcount')).toBe('1201');
});

test('a run that is selected shows its messages, and its address opens it again', async () => {
  const runs = chatTrace({ start, name: 'Chat' });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}`);
  await page.getByRole('treegrid').getByText('ChatModel').click();
  const panel = page.getByRole('complementary', { name: 'Run ChatModel' });
  await panel.getByText('How do I retry a failed request?').waitFor();
  expect(await panel.locator('.markdown strong code').textContent()).toBe('retry: { limit: 3 }');
  await viewer.picture(page, 'trace-1280-light');
  await page.reload();
  await panel.waitFor();
});

test('every step from the list into a run and back is done by keys, which ? lists', async () => {
  const runs = chatTrace({ start: Date.now(), name: 'By keys', toolError: 'RangeError: no passage above 0.3' });
  await viewer.send(runs);
  const page = await viewer.open('/?name=By+keys');
  await page.getByRole('link', { name: 'By keys' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('treegrid').getByText('ChatModel').waitFor();
  await page.keyboard.press('e');
  await page.getByRole('complementary', { name: 'Run rank' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('complementary', { name: 'Run Library.search' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('embed', { exact: true }).waitFor({ state: 'detached' });
  await page.keyboard.press(']');
  await page.getByRole('complementary', { name: 'Run ChatModel' }).waitFor();
  expect(await selected(page)).toBe('ChatModel');
  await page.keyboard.press('0');
  await page.getByText('embed', { exact: true }).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Next error').waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('v');
  await page.getByLabel(/^Flame chart/).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('grid', { name: 'Traces' }).waitFor();
});

test('the address holds what is looked at, and "back" takes steps back', async () => {
  const runs = chatTrace({ start, name: 'Addressed', project: 'addressed' });
  await viewer.send(runs);
  const page = await viewer.open('/?project=addressed');
  await page.getByRole('link', { name: 'Addressed' }).click();
  const embed = page.getByRole('treegrid').getByText('embed', { exact: true });
  await embed.waitFor();
  await page.getByRole('combobox', { name: 'Depth' }).selectOption('1');
  await embed.waitFor({ state: 'detached' });
  await page.getByRole('treegrid').getByText('ChatModel').click();
  await page.reload();
  await page.getByRole('complementary', { name: 'Run ChatModel' }).waitFor();
  expect(await names(page)).toEqual(['Addressed', 'Library.search', 'ChatModel']);
  // A run further below opens what hides it, and nothing else.
  await page.goto(`${viewer.url}/traces/${runs[0]?.id}?depth=0&run=${runs[2]?.id}`);
  await page.getByRole('complementary', { name: 'Run embed' }).waitFor();
  expect(await names(page)).toEqual(['Addressed', 'Library.search', 'embed', 'rank', 'ChatModel']);
  await page.getByRole('button', { name: 'Flame' }).click();
  await page.locator('.flame-canvas').waitFor();
  await page.goBack();
  await page.getByRole('treegrid').getByText('rank').waitFor();
  await page.getByRole('link', { name: 'addressed', exact: true }).click();
  await page.getByRole('button', { name: 'Latency' }).click();
  await page.getByRole('button', { name: 'By name' }).click();
  expect(new URL(page.url()).search).toBe('?project=addressed&sort=latency&view=names');
  await page.goBack();
  await page.goBack();
  await page.waitForURL('**/?project=addressed');
});

test('colours follow the system, and can be turned', async () => {
  await viewer.send(chatTrace({ start, name: 'Coloured' }));
  const page = await viewer.open('/', { colorScheme: 'dark' });
  await page.getByRole('link', { name: 'Coloured' }).waitFor();
  const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await ground();
  await viewer.picture(page, 'list-1280-dark');
  await page.getByRole('button', { name: /^Colours: auto/ }).click();
  expect(await ground()).not.toBe(dark);
  await page.reload();
  await page.getByRole('button', { name: /^Colours: light/ }).waitFor();
  expect(await ground()).not.toBe(dark);
});

test('nothing is wider than a phone', async () => {
  const runs = chatTrace({
    start,
    name: 'A.method.with.a.name.that.is.much.longer.than.a.phone.is.wide',
    error: 'No'.repeat(200),
  });
  await viewer.send(runs);
  const [root, , , , model] = runs;
  const trace = `/traces/${root?.trace_id}`;
  for (const path of [
    '/',
    '/?view=names',
    '/threads',
    `${trace}?run=${model?.id}`,
    `${trace}?view=messages`,
    `${trace}?path=1`,
  ]) {
    const page = await viewer.open(path, { viewport: { width: 390, height: 800 } });
    await page.getByText('A.method', { exact: false }).or(page.getByText('No threads yet')).first().waitFor();
    expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390]);
  }
});

test('a trace that is not there is said to be missing', async () => {
  const page = await viewer.open('/traces/01950000-0000-7000-8000-000000000000');
  await page.getByRole('alert').getByText('Not found').waitFor();
});
