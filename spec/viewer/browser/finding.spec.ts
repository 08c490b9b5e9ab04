import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun } from '../../server/sampleRuns.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;

test('words are searched in all payloads, and the search stands in the address', async () => {
  await viewer.send(chatTrace({ start, name: 'Birds', answer: 'Pigeons eat millet.' }));
  await viewer.send(chatTrace({ start, name: 'Fish', answer: 'Carps eat worms.' }));
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'Fish' }).waitFor();
  // The index is filled in the background.
  for (let tries = 0; tries < 100; tries++) {
    const answer = (await (await fetch(`${viewer.url}/api/traces?q=millet`)).json()) as { traces: unknown[] };
    if (answer.traces.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await page.keyboard.press('/');
  await page.keyboard.type('millet');
  await page.getByRole('link', { name: 'Fish' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Birds' }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('millet');
});

test('filters narrow the list, are shown, and are taken out again', async () => {
  await viewer.send(chatTrace({ start, name: 'Failing', error: 'No', project: 'nightly' }));
  await viewer.send(chatTrace({ start, name: 'Working', project: 'daily' }));
  const page = await viewer.open('/');
  await page.getByRole('button', { name: 'Project' }).click();
  await page.getByRole('checkbox', { name: /nightly/ }).check();
  await page.getByRole('link', { name: 'Working' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Failing' }).waitFor();
  expect(new URL(page.url()).search).toBe('?project=nightly');
  await page.getByRole('button', { name: 'Take out project nightly' }).click();
  await page.getByRole('link', { name: 'Working' }).waitFor();
  await page.getByRole('button', { name: 'By name' }).click();
  const table = page.getByRole('region', { name: 'Figures by name' });
  expect(await table.getByRole('row', { name: /Failing/ }).textContent()).toContain('100 %');
  expect(await page.locator('.chart canvas').count()).toBe(3);
});

test('a trace is searched inside, and hits are gone through', async () => {
  const runs = chatTrace({ start, name: 'Searched' });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}`);
  await page.getByRole('treegrid').getByText('embed', { exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('em');
  await page.locator('.tree-row.is-found', { hasText: 'embed' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Run embed' }).waitFor();
});

test('two traces are compared by their trees, and their runs by what they say', async () => {
  const one = chatTrace({ start, name: 'Compared', answer: 'Pass three.' });
  const two = chatTrace({ start: start + 5, name: 'Compared', answer: 'Pass seven.', thinking: 9000 });
  two.push(sampleRun({ name: 'check', type: 'parser', parent: two[0], start: start + 900, took: 5 }));
  await viewer.send([...one, ...two]);
  const page = await viewer.open(`/compare?left=${one[0]?.trace_id}&right=${two[0]?.trace_id}`);
  const rows = page.getByRole('treegrid').getByRole('row');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(6);
  expect(await page.locator('.compared-row.is-added').textContent()).toContain('check');
  await page.keyboard.press('o');
  expect(await rows.count()).toBe(3);
  await rows.filter({ hasText: 'ChatModel' }).click();
  const difference = page.getByRole('complementary', { name: 'Both runs' });
  await difference.locator('.diff-added .diff-changed', { hasText: 'seven' }).waitFor();
  expect(await difference.locator('.diff-removed .diff-changed').allTextContents()).toContain('three');
  await viewer.picture(page, 'compare-1280-light');
  // Where no other trace has the name, there are others to choose.
  await page.goto(`${viewer.url}/compare?left=${one[0]?.trace_id}`);
  await page.getByRole('heading', { name: 'Traces of other names' }).waitFor();
});

test('turns of one thread are read as a conversation', async () => {
  for (const [index, question] of ['Who are you?', 'And who am I?'].entries()) {
    const metadata = { thread_id: 'talk-7' };
    const inputs = { messages: [{ role: 'user', content: question }] };
    await viewer.send([sampleRun({ name: 'Turn', start: start + index * 1000, took: 10, metadata, inputs })]);
  }
  // Another program's conversation, that has the same id by chance.
  const metadata = { thread_id: 'talk-7' };
  await viewer.send([sampleRun({ name: 'Turn', start: start - 1, took: 10, metadata, project: 'elsewhere' })]);
  const page = await viewer.open('/threads');
  await page.getByRole('link', { name: 'talk-7' }).last().waitFor();
  await page.locator('.thread-line', { hasText: '2 turns' }).getByRole('link').click();
  await page.getByText('And who am I?').waitFor();
  const asked = await page.locator('.turn .message-user .markdown').allTextContents();
  expect(asked.map((text) => text.trim())).toEqual(['Who are you?', 'And who am I?']);
  // It goes on while it is read.
  await viewer.send([
    sampleRun({ name: 'Turn', start: start + 5000, took: 10, metadata, outputs: { text: 'Nobody.' } }),
  ]);
  await page.locator('.turn').getByText('Nobody.').waitFor();
});

async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    `{ const data = new DataTransfer();
       data.items.add(new File([${JSON.stringify(text)}], '${name}'));
       document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })); }`,
  );
}

test('a file that was exported opens where it is dropped, and is stored only when it is kept', async () => {
  const runs = chatTrace({ start, name: 'Travelled' });
  await viewer.send(runs);
  const traceId = runs[0]?.trace_id ?? '';
  const file = await (await fetch(`${viewer.url}/api/traces/${traceId}/export`)).text();
  // The same trace under other ids, as if it came from somewhere else.
  const other = traceId.replace(/.{4}$/, 'beef');
  const isStored = async (): Promise<boolean> => (await fetch(`${viewer.url}/api/traces/${other}`)).ok;
  const text = runs.reduce((all, { id }) => all.replaceAll(id, id.replace(/.{4}$/, 'beef')), file);
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'Travelled' }).waitFor();
  await drop(page, 'trace.jsonl', text);
  await page.waitForURL(`**/files/*/traces/${other}`);
  await page.getByRole('region', { name: 'File' }).getByText('trace.jsonl is open, with 1 trace.').waitFor();
  // All of it can be looked at as if it were stored, also when the page is loaded anew.
  await page.reload();
  await page.getByRole('treegrid').getByText('ChatModel').click();
  const panel = page.getByRole('complementary', { name: 'Run ChatModel' });
  await panel.getByText('How do I retry a failed request?').waitFor();
  await viewer.picture(page, 'file-1280-light');
  await page.getByRole('link', { name: 'All traces', exact: true }).click();
  await page.waitForURL('**/files/*/');
  await page.getByRole('link', { name: 'Travelled' }).click();
  await page.getByRole('treegrid').getByText('ChatModel').waitFor();
  expect(await isStored()).toBe(false);
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.waitForURL(`${viewer.url}/traces/${other}`);
  await page.getByRole('treegrid').getByText('ChatModel').waitFor();
  expect(await isStored()).toBe(true);
});

test('a file without runs is refused with the reason, and one that is gone says what to do', async () => {
  const page = await viewer.open('/');
  await drop(page, 'notes.txt', 'nothing of a trace');
  await page.getByText(/notes\.txt was not opened\. The file holds no runs\. Line 1/).waitFor();
  await page.goto(`${viewer.url}/files/gone/traces/gone`);
  await page.getByText('This file is no longer open: drop it on the page again.').waitFor();
});
