import { expect, test } from '@jest/globals';
import { traceable, tracingContext } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun, type SampleRun } from '../../server/sampleRuns.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();

const patchOf = (run: SampleRun, changes: Partial<SampleRun>) => ({
  ...{ id: run.id, trace_id: run.trace_id, dotted_order: run.dotted_order },
  ...changes,
});

test('the list takes in what arrives, and holds it back while it is paused', async () => {
  await viewer.send(chatTrace({ start: Date.now() - 5000, name: 'First' }));
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'First' }).waitFor();
  await viewer.send([sampleRun({ name: 'Second', start: Date.now() })]);
  await page.getByRole('link', { name: 'Second' }).waitFor();
  expect(await page.getByRole('row', { name: /Second/ }).textContent()).toContain('running');
  await page.keyboard.press('p');
  await page.getByText('Paused').waitFor();
  await viewer.send([sampleRun({ name: 'Third', start: Date.now(), took: 10 })]);
  await page.getByRole('button', { name: /1 new or changed/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Third' }).count()).toBe(0);
  await page.keyboard.press('p');
  await page.getByRole('link', { name: 'Third' }).waitFor();
});

test('a list that is being read further down holds still until what is new is asked for', async () => {
  const send = (count: number, at: number): Promise<void> =>
    viewer.send(
      Array.from({ length: count }, (_, index) =>
        sampleRun({ name: `Arrived ${at + index}`, project: 'many', start: Date.now() - 9000 + at + index, took: 1 }),
      ),
    );
  await send(60, 0);
  const page = await viewer.open('/?project=many');
  await page.getByRole('link', { name: 'Arrived 59' }).waitFor();
  await page.evaluate(`document.querySelector('.trace-rows').scrollTo({ top: 900 })`);
  const read = page.getByRole('link', { name: 'Arrived 40' });
  await page.getByRole('link', { name: 'Arrived 59' }).waitFor({ state: 'detached' });
  const before = await read.boundingBox();
  await send(5, 60);
  await page.getByRole('button', { name: '5 new or changed' }).waitFor();
  expect(await read.boundingBox()).toEqual(before);
  await page.getByRole('button', { name: '5 new or changed' }).click();
  await page.getByRole('link', { name: 'Arrived 64' }).waitFor();
});

test('a running trace grows with its runs, its tokens and its end', async () => {
  const root = sampleRun({ name: 'Assistant.answer', start: Date.now() });
  const model = sampleRun({ name: 'ChatModel', type: 'llm', parent: root, start: Date.now() });
  await viewer.send([root]);
  const page = await viewer.open(`/traces/${root.trace_id}`);
  const tree = page.getByRole('treegrid');
  await tree.getByText('Assistant.answer').click();
  await viewer.send([model]);
  await tree.getByText('ChatModel').click();
  const token = (text: string): object => ({
    name: 'new_token',
    time: new Date().toISOString(),
    kwargs: { token: text },
  });
  await viewer.send([], [patchOf(model, { events: [token('Feed '), token('the ')] })]);
  await page.locator('.streaming', { hasText: 'Feed the' }).waitFor();
  await viewer.send([], [patchOf(model, { events: [token('Feed '), token('the '), token('pigeons')] })]);
  await page.locator('.streaming', { hasText: 'Feed the pigeons' }).waitFor();
  const end = new Date().toISOString();
  await viewer.send(
    [],
    [
      patchOf(model, { end_time: end, outputs: { output: 'Feed the pigeons.' } }),
      patchOf(root, { end_time: end, outputs: {} }),
    ],
  );
  await page.getByRole('complementary').getByText('Feed the pigeons.').waitFor();
  await page.locator('.trace-title').getByText('success').waitFor();
  expect(await tree.locator('.status-running').count()).toBe(0);
});

test('what a traced program streams shows while it streams, and stays where it is when it has ended', async () => {
  const exporter = new LangSmithExporter({
    ...{ endpoint: viewer.url, apiKey: 'local', signals: false, sendStarts: true, delayMs: 0 },
  });
  const chat = traceable(
    async function* (messages: readonly object[]) {
      yield* ['Pigeons eat ', 'corn, ', 'peas ', messages.length > 0 ? 'and seeds.' : ''];
    },
    {
      name: 'ChatModel',
      runType: 'llm',
      argumentNames: ['messages'],
      aggregator: (words) => ({ role: 'assistant', content: words.join('') }),
    },
  );
  let words: AsyncGenerator<string> | undefined;
  const answer = traceable(
    async function* () {
      words = chat([{ role: 'user', content: 'What do pigeons eat?' }]);
      yield* words;
    },
    { name: 'Pigeons.answer' },
  );
  const steps = tracingContext({ exporter }, () => answer());
  const give = async (count: number): Promise<void> => {
    for (let given = 0; given < count; given++) await steps.next();
  };
  await give(2);
  await exporter.flush();
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'Pigeons.answer' }).click();
  const tree = page.getByRole('treegrid');
  await tree.getByText('ChatModel').click();
  const panel = page.getByRole('complementary');
  await panel.locator('.streaming').getByText('Pigeons eat corn,').waitFor();
  await viewer.picture(page, 'streaming-chat');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const caret = "getComputedStyle(document.querySelector('.streaming .markdown > p'), '::after')";
  expect(await page.evaluate(`${caret}.animationIterationCount`)).toBe('1');
  await give(1);
  await panel.locator('.streaming').getByText('Pigeons eat corn, peas').waitFor();
  const before = await panel.locator('.message-assistant').boundingBox();
  await tree.getByText('Pigeons.answer').click();
  await panel.locator('.streaming').getByText('Pigeons eat corn, peas').waitFor();
  await page.getByRole('button', { name: 'Messages' }).click();
  await page.locator('.messages-view .streaming').getByText('Pigeons eat corn, peas').waitFor();
  await page.getByRole('button', { name: 'Tree' }).click();
  await tree.getByText('ChatModel').click();
  await give(2);
  await exporter.flush();
  await panel.getByText('Pigeons eat corn, peas and seeds.').waitFor();
  await page.locator('.trace-title').getByText('success').waitFor();
  expect(await page.locator('.streaming').count()).toBe(0);
  expect(await panel.locator('.message-assistant').boundingBox()).toEqual(before);
  await tree.getByText('Pigeons.answer').click();
  await panel.getByText('Pigeons eat corn, peas and seeds.').waitFor();
  await exporter.shutdown();
});

test('a server that went away is heard again when it is back, also where it has forgotten everything', async () => {
  await viewer.send(chatTrace({ start: Date.now() - 5000, name: 'Before' }));
  const page = await viewer.open('/');
  await page.getByText('Live', { exact: true }).waitFor();
  await viewer.restart('kept', () => page.getByText('Reconnecting…').waitFor());
  await viewer.send([sampleRun({ name: 'Since', start: Date.now() })]);
  await page.getByRole('link', { name: 'Since' }).waitFor();
  await viewer.restart('emptied', () => page.getByText('Reconnecting…').waitFor());
  await page.getByText('No traces yet').waitFor();
  await viewer.send([sampleRun({ name: 'Afterwards', start: Date.now() })]);
  await page.getByRole('link', { name: 'Afterwards' }).waitFor();
});

test('a page that found nobody tries again by itself', async () => {
  await viewer.send([sampleRun({ name: 'There all along', start: Date.now(), took: 5 })]);
  const page = await viewer.open('/threads');
  await page.getByText('No threads yet').waitFor();
  await viewer.restart('kept', async () => {
    await page.getByRole('link', { name: 'Traces', exact: true }).click();
    await page.getByText('The trace server does not answer.').waitFor();
  });
  await page.getByRole('link', { name: 'There all along' }).waitFor();
});
