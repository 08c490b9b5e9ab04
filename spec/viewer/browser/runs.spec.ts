import { randomBytes, randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { Client } from 'langsmith';
import { becomesTrue, viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun } from '../../server/sampleRuns.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;

/** A picture of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('an error is told with its stack and its cause, and jumped to', async () => {
  const toolError = 'TimeoutError: no answer in 30 s\n    at call (model.ts:31:9)\nCaused by: Error: socket hang up';
  const runs = chatTrace({ start, name: 'Failing', toolError });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}`);
  await page.getByRole('button', { name: '1 error' }).click();
  const error = page.getByRole('region', { name: 'Error' });
  await error.waitFor();
  expect(await error.locator('.error-message').allTextContents()).toEqual([
    'TimeoutError: no answer in 30 s',
    'Error: socket hang up',
  ]);
  expect(await error.locator('.stack').textContent()).toContain('model.ts:31:9');
  await viewer.picture(page, 'error-1280-light');
});

test('a run is measured by another one that is held', async () => {
  const runs = chatTrace({ start, name: 'Held' });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}?run=${runs[2]?.id}`);
  await page.getByRole('complementary', { name: 'Run embed' }).waitFor();
  await page.keyboard.press('d');
  await page.getByRole('treegrid').getByText('rank').click();
  await page
    .getByRole('region', { name: 'Difference' })
    .locator('.diff-changed', { hasText: 'rank' })
    .first()
    .waitFor();
});

test('the critical path says what the time went to', async () => {
  const runs = chatTrace({ start, name: 'Slow', thinking: 2400 });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}`);
  await page.getByRole('treegrid').getByText('ChatModel').waitFor();
  await page.keyboard.press('c');
  const path = page.getByRole('group', { name: 'Critical path' });
  expect(await path.getByRole('button').first().textContent()).toContain('ChatModel80 %');
  expect(await page.locator('.bar-path').count()).toBeGreaterThan(2);
});

test('chat calls are read as one conversation, without what they repeat', async () => {
  const root = sampleRun({ name: 'Agent', start, took: 1000 });
  const user = { role: 'user', content: 'Find it.' };
  const asked = { role: 'assistant', content: 'Searching.' };
  const found = { role: 'tool', content: 'It is here.' };
  const call = (at: number, messages: object[], answer: object) =>
    sampleRun({
      name: 'ChatModel',
      type: 'llm',
      parent: root,
      start: start + at,
      took: 99,
      inputs: { messages },
      outputs: answer,
    });
  await viewer.send([
    root,
    call(10, [user], { messages: [asked] }),
    call(200, [user, asked, found], { choices: [{ message: { role: 'assistant', content: 'Found it.' } }] }),
  ]);
  const page = await viewer.open(`/traces/${root.trace_id}?view=messages`);
  await page.getByText('Found it.').waitFor();
  const texts = await page.locator('.message .markdown').allTextContents();
  expect(texts.map((text) => text.trim())).toEqual(['Find it.', 'Searching.', 'It is here.', 'Found it.']);
  await page.getByRole('button', { name: '2 messages as before' }).click();
  expect(await page.locator('.message').count()).toBe(6);
});

test('a payload of 20 MB is shown by its beginning, and more of it when asked for', async () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ id: index, text: `row ${index} ${'x'.repeat(170)}` }));
  const run = sampleRun({ name: 'Large', start, took: 10, inputs: { rows } });
  await viewer.send([run]);
  const page = await viewer.open(`/traces/${run.trace_id}?run=${run.id}`);
  const panel = page.getByRole('complementary', { name: 'Run Large' });
  await panel.getByText('rows', { exact: true }).click();
  const item = (number: number) => panel.locator('.json-key', { hasText: new RegExp(`^${number}$`) });
  await item(99).waitFor();
  expect(await panel.locator('.json-row').count()).toBeLessThan(1000);
  // First what is here already, then what has to be asked for.
  for (const number of [199, 299]) {
    expect(await item(number).count()).toBe(0);
    await panel.getByRole('button', { name: /^Show more \(99\.\d k left\)/ }).click();
    await item(number).waitFor();
  }
});

test('runs without their parent are marked, explained and put where they most likely belong', async () => {
  const root = sampleRun({ name: 'Queue.handle', start, took: 5000, project: 'nested' });
  const step = sampleRun({ name: 'Queue.step', parent: root, start: start + 100, took: 4000 });
  const gone = { ...step, id: '01950000-0000-7000-8000-00000000dead' };
  const orphan = sampleRun({ name: 'Worker.resize', type: 'tool', parent: gone, start: start + 700, took: 300 });
  const lost = sampleRun({ name: 'Mailer.send', type: 'tool', start: start + 600, took: 900, project: 'nested' });
  await viewer.send([root, step, orphan, lost]);
  const page = await viewer.open(`/traces/${root.trace_id}`);
  const nesting = page.getByRole('region', { name: 'Nesting' });
  await nesting.getByText('1 run arrived without its parent').waitFor();
  const row = (name: string) => page.getByRole('treegrid').getByRole('row', { name: new RegExp(name) });
  expect(await row('Worker.resize').getAttribute('aria-level')).toBe('1');
  await nesting.getByRole('button', { name: 'Why, and the fix' }).click();
  await nesting.getByText('What to change').first().waitFor();
  await page.keyboard.press('m');
  await page.locator('[aria-level="3"]', { hasText: 'Worker.resize' }).waitFor();
  await page.locator('[aria-level="3"]', { hasText: 'Mailer.send' }).waitFor();
  await viewer.picture(page, 'nesting-1280-light');
});

test('pictures are shown as thumbnails, and open in full', async () => {
  const content = [
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
  ];
  const run = sampleRun({
    name: 'Seeing',
    type: 'llm',
    start,
    took: 9,
    inputs: { messages: [{ role: 'user', content }] },
  });
  await viewer.send([run]);
  const page = await viewer.open(`/traces/${run.trace_id}?run=${run.id}`);
  await page.getByRole('button', { name: 'Open image' }).click();
  await page.getByRole('dialog', { name: 'image' }).getByRole('img').waitFor();
});

/** A picture of noise: it cannot be packed, and so is longer than what a page shows of a text at first. */
function noisyPicture(side: number): string {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const framed = Buffer.alloc(8);
    framed.writeUInt32BE(data.length, 0);
    framed.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([framed.subarray(0, 4), body, framed.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.alloc(1), randomBytes(side)])));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]).toString('base64');
}

test('pictures that are too large for the first answer are drawn whole, in every view', async () => {
  const data = noisyPicture(200);
  expect(data.length).toBeGreaterThan(40_000);
  const content = [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }];
  const inputs = { model: 'm', tools: [{ name: 'zoom' }], messages: [{ role: 'user', content }] };
  const run = sampleRun({ name: 'Seeing', type: 'llm', start, took: 9, inputs, outputs: { image: data } });
  await viewer.send([run]);
  const page = await viewer.open(`/traces/${run.trace_id}?run=${run.id}`);
  const isWhole = `[...document.querySelectorAll('.picture img')].filter((one) => one.complete && one.naturalWidth === 200).length`;
  await becomesTrue(page, `${isWhole} === 2`);
  await page.getByText('With model, tools').click();
  await page.getByText('zoom').waitFor();
  await page.goto(`${viewer.url}/traces/${run.trace_id}?view=messages`);
  await becomesTrue(page, `${isWhole} === 1`);
});

test('attachments are there as thumbnails or files', async () => {
  const client = new Client({ apiUrl: viewer.url, apiKey: 'local', autoBatchTracing: true });
  const id = randomUUID();
  const picture = Buffer.from(pixel, 'base64');
  await client.createRun({
    ...{
      id,
      trace_id: id,
      dotted_order: `20261120T120000000000Z${id}`,
      name: 'Attached',
      run_type: 'tool',
      inputs: {},
    },
    attachments: {
      plan: ['image/png', picture],
      notes: ['text/html', Buffer.from('<script>window.wasHit=1</script>')],
    },
  });
  await client.awaitPendingTraceBatches();
  const page = await viewer.open(`/traces/${id}?run=${id}`);
  const panel = page.getByRole('complementary', { name: 'Run Attached' });
  await panel.getByRole('button', { name: 'Open plan' }).waitFor();
  const drawn = await page.evaluate(
    `(() => { const image = document.querySelector('.attachments img'); return image.decode().then(() => image.naturalWidth); })()`,
  );
  expect(drawn).toBe(1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('link', { name: 'notes' }).click(),
  ]);
  expect(download.suggestedFilename()).toContain('notes');
});
