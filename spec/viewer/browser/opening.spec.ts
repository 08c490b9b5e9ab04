import { expect, test } from '@jest/globals';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { chatTrace } from '../chatTrace.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;

test('the list shows a trace, and opens it as a tree with its times', async () => {
  const runs = chatTrace({ start, name: 'Assistant.answer' });
  await viewer.send(runs);
  const page = await viewer.open('/');
  await page.getByRole('link', { name: 'Assistant.answer' }).click();
  const tree = page.getByRole('treegrid');
  await tree.getByText('ChatModel').waitFor();
  const names = await tree.locator('.run-name').allTextContents();
  expect(names).toEqual(['Assistant.answer', 'Library.search', 'embed', 'rank', 'ChatModel']);
  expect(page.url()).toBe(`${viewer.url}/traces/${runs[0]?.trace_id}`);
  await viewer.picture(page, 'trace-light-1280');
});

test('a run that is selected shows its messages, and its address opens it again', async () => {
  const runs = chatTrace({ start, name: 'Chat' });
  await viewer.send(runs);
  const page = await viewer.open(`/traces/${runs[0]?.trace_id}`);
  await page.getByRole('treegrid').getByText('ChatModel').click();
  await page.getByRole('complementary').getByText('How do I retry a failed request?').waitFor();
  const again = await viewer.open(new URL(page.url()).pathname + new URL(page.url()).search);
  await again.getByRole('complementary', { name: 'Run ChatModel' }).waitFor();
});
