import { expect, test } from '@jest/globals';
import { viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun } from '../../server/sampleRuns.js';

const viewer = viewerBrowser({ apiKey: 'open-sesame' });

test('a server with a key is opened by it, and by no other', async () => {
  await viewer.send([sampleRun({ name: 'Hidden', start: Date.now() - 1000, took: 9 })]);
  const page = await viewer.open('/');
  await page.getByLabel('API key').fill('open-barley');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('link', { name: 'Hidden' }).count()).toBe(0);
  await page.getByLabel('API key').fill('open-sesame');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Hidden' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});
