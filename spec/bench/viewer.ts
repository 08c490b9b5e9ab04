// npm run bench:viewer -- [--runs 100000] [--repetitions 5]
// Prints how long the viewer takes to show a trace of very many runs, to scroll through it, and to jump to an error.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startServer } from '../../lib/server.js';
import { builtViewer } from '../helpers/builtViewer.js';
import { foundChromium } from '../helpers/chromium.js';
import { sampleRun, type SampleRun } from '../server/sampleRuns.js';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, repetitions: { type: 'string', default: '5' } },
});
const runCount = Number(options.runs);
const repetitions = Number(options.repetitions);
const frameCount = 240;

/** An agent that goes round and round: ten runs a turn. */
function* agentRuns(start: number): Generator<SampleRun[], string> {
  const root = sampleRun({ name: 'Agent.run', start, took: runCount, project: 'large' });
  let batch = [root];
  for (let made = 1; made < runCount; made += 10) {
    const turn = sampleRun({ name: 'Agent.turn', parent: root, start: start + made, took: 20 });
    let deepest = turn;
    const below = Array.from({ length: 9 }, (_, index) => {
      const parent = index % 3 === 0 ? turn : deepest;
      const failed = made % 5000 === 1 && index === 4 ? { error: 'Error: out of luck' } : {};
      deepest = sampleRun({
        name: `tool ${index}`,
        type: 'tool',
        parent,
        start: start + made + index,
        took: 12 - index,
        ...failed,
      });
      return deepest;
    });
    batch.push(turn, ...below);
    if (batch.length < 1000) continue;
    yield batch;
    batch = [];
  }
  yield batch;
  return root.trace_id;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Milliseconds from the start of the navigation. */
interface Opening {
  readonly firstPaint: number;
  /** The first screenful of the tree can be seen. */
  readonly rowsPainted: number;
  /** All runs are there. */
  readonly wholePainted: number;
  /** The longest stretch in which the page could not have answered. */
  readonly longestTask: number;
}

/** Notes in every frame what can be seen. */
const watching = `
  window.seen = { longestTask: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration);
  }).observe({ entryTypes: ['longtask'] });
  const watch = () => {
    const rows = document.querySelector('.tree-rows');
    const note = (name) => setTimeout(() => (seen[name] ??= performance.now()));
    if (rows?.querySelector('.tree-row')) note('rowsPainted');
    if (Number(rows?.getAttribute('aria-rowcount')) >= ${runCount}) note('wholePainted');
    else requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);`;

async function openTrace(page: Page, url: string): Promise<Opening> {
  await page.goto(url);
  return page.evaluate(`(async () => {
    while (seen.wholePainted === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    return { ...seen, firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN };
  })()`);
}

/** Milliseconds between frames while the list is scrolled, slowly at first and then by leaps. */
async function scroll(page: Page): Promise<{ p50: number; p95: number; nodes: number }> {
  return page.evaluate(`(async () => {
    const list = document.querySelector('.tree-rows');
    const times = [];
    let last = performance.now();
    for (let frame = 0; frame < ${frameCount}; frame++) {
      list.scrollTop += frame < ${frameCount / 2} ? 120 : 12000;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { p50: times[${frameCount * 0.5}], p95: times[${frameCount * 0.95}], nodes: document.querySelectorAll('*').length };
  })()`);
}

/** Milliseconds of processor time that the page's thread spends on a frame: the machine's load is not in it. */
async function costOfFrame(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  const before = await spent();
  await work();
  return ((await spent()) - before) / frameCount;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function print(label: string, value: string): void {
  console.log(`${label.padEnd(44)} ${value}`);
}

async function measure(browser: Browser, url: string, traceId: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(watching);
  const openings: Opening[] = [];
  for (let turn = 0; turn < repetitions; turn++) openings.push(await openTrace(page, `${url}/traces/${traceId}`));
  const of = (name: keyof Opening): string => `${Math.round(median(openings.map((opening) => opening[name])))} ms`;
  print('first paint of the page', of('firstPaint'));
  print('first rows of the tree painted', of('rowsPainted'));
  print('whole tree painted', of('wholePainted'));
  print('longest task of the page', of('longestTask'));
  let frames = { p50: NaN, p95: NaN, nodes: NaN };
  const cost = await costOfFrame(page, async () => (frames = await scroll(page)));
  print('between frames while scrolling, p50 / p95', `${frames.p50.toFixed(1)} / ${frames.p95.toFixed(1)} ms`);
  print('processor time of a frame', `${cost.toFixed(1)} ms`);
  print('elements in the page', String(frames.nodes));
  const jump = await timed(async () => {
    await page.keyboard.press('e');
    await page.locator('.run-panel .error-section').waitFor();
  });
  print('jump to the next error, payload shown', `${Math.round(jump)} ms`);
  await context.close();
}

const dataFolder = mkdtempSync(join(tmpdir(), 'tracenest-bench-'));
const server = await startServer({ port: 0, dataFolder, viewerFolder: await builtViewer() });
const { executablePath, env } = foundChromium();
const browser = await chromium.launch({
  executablePath,
  env: { ...(process.env as Record<string, string>), ...env },
  args: ['--no-sandbox'],
});
try {
  const batches = agentRuns(Date.now() - 600_000);
  let next = batches.next();
  for (; next.done !== true; next = batches.next()) {
    const body = JSON.stringify({ post: next.value, patch: [] });
    await fetch(`${server.url}/runs/batch`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  }
  print('runs in the trace', String(runCount));
  print('load of the machine before', loadavg()[0]?.toFixed(1) ?? '');
  await measure(browser, server.url, next.value);
} finally {
  await browser.close();
  await server.close();
  rmSync(dataFolder, { recursive: true, force: true });
}
