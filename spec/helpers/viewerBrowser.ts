import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { startServer, type ServerOptions, type TraceServer } from '../../lib/server.js';
import type { SampleRun } from '../server/sampleRuns.js';
import { builtViewer } from './builtViewer.js';
import { foundChromium } from './chromium.js';

/** A patch of a run, as LangSmith's batch ingest takes it. */
export type SamplePatch = Pick<SampleRun, 'id' | 'trace_id' | 'dotted_order'> & Partial<SampleRun>;

/** The viewer of a server of its own, in a real browser. */
export interface ViewerBrowser {
  readonly url: string;
  /** Opens a page of the viewer, which is closed after the test; what goes wrong in it fails the test. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  send(post: readonly SampleRun[], patch?: readonly SamplePatch[]): Promise<void>;
  /** Stops the server and starts it at the same address, with what it has stored or with nothing. */
  restart(store: 'kept' | 'emptied', meanwhile?: () => Promise<void>): Promise<void>;
  /** Keeps a picture for who wants to look: `artifacts/`, which git ignores. */
  picture(page: Page, name: string): Promise<void>;
}

/** Waits for an expression to hold in a page. Playwright's own way evaluates text, which our pages forbid. */
export async function becomesTrue(page: Page, expression: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await page.evaluate(expression)) === true) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`It never held: ${expression}`);
}

const artifacts = join(import.meta.dirname, '..', '..', 'artifacts');

/** Gives the tests of a file one server and one browser. */
export function viewerBrowser(options: Pick<ServerOptions, 'apiKey'> = {}): ViewerBrowser {
  const dataFolders = [mkdtempSync(join(tmpdir(), 'tracenest-viewer-'))];
  let server: TraceServer;
  let browser: Browser;
  let problems: string[] = [];
  const pages: Page[] = [];

  async function start(port: number): Promise<TraceServer> {
    return startServer({ port, dataFolder: dataFolders.at(-1)!, viewerFolder: await builtViewer(), ...options });
  }

  beforeAll(async () => {
    const { executablePath, env } = foundChromium();
    [server, browser] = await Promise.all([
      start(0),
      chromium.launch({
        executablePath,
        env: { ...(process.env as Record<string, string>), ...env },
        args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--hide-scrollbars'],
      }),
    ]);
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    const found = problems;
    problems = [];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    for (const folder of dataFolders) rmSync(folder, { recursive: true, force: true });
  });

  function watch(page: Page): void {
    page.on('pageerror', (error) => problems.push(`threw ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      // What a page asks for and does not get is told by the spec that means it.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        problems.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== server.url && protocol !== 'data:' && protocol !== 'blob:')
        problems.push(`asked ${request.url()}`);
    });
  }

  return {
    get url() {
      return server.url;
    },
    async open(path, contextOptions = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        ...contextOptions,
      });
      const page = await context.newPage();
      pages.push(page);
      watch(page);
      await page.goto(server.url + path);
      return page;
    },
    async send(post, patch = []) {
      const response = await fetch(`${server.url}/runs/batch`, {
        method: 'POST',
        body: JSON.stringify({ post, patch }),
        headers: { 'content-type': 'application/json', 'x-api-key': options.apiKey ?? '' },
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    },
    async restart(store, meanwhile) {
      const { port } = new URL(server.url);
      await server.close();
      await meanwhile?.();
      if (store === 'emptied') dataFolders.push(mkdtempSync(join(tmpdir(), 'tracenest-viewer-')));
      server = await start(Number(port));
    },
    async picture(page, name) {
      mkdirSync(artifacts, { recursive: true });
      await page.screenshot({ path: join(artifacts, `${name}.png`) });
    },
  };
}
