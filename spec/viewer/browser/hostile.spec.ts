import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomesTrue, viewerBrowser } from '../../helpers/viewerBrowser.js';
import { sampleRun, type SampleRun } from '../../server/sampleRuns.js';

const viewer = viewerBrowser();
const start = Date.now() - 60_000;

/** What would run, load or leave, if anything of a trace were taken for markup. `HIT` runs where it does. */
const payloads = [
  '<script>HIT</script>',
  '<img src=x onerror=HIT>',
  '<svg><script>HIT</script></svg>',
  '<svg onload=HIT>',
  '<details open ontoggle=HIT>x</details>',
  '<iframe srcdoc="<script>parent.HIT</script>"></iframe>',
  '<a href="javascript:HIT">click</a>',
  '[click](javascript:HIT)',
  '[click](data:text/html,<script>HIT</script>)',
  '![x](https://outside.invalid/pixel.png)',
  '![x](data:image/svg+xml,<svg onload=HIT>)',
  '<img src="https://outside.invalid/pixel.png">',
  '<link rel=stylesheet href=https://outside.invalid/a.css><style>@import "https://outside.invalid/b.css"</style>',
  '<form action=https://outside.invalid><input autofocus onfocus=HIT></form>',
  '"><b onmouseover=HIT>x</b>',
  "';HIT;//",
  '</title><script>HIT</script>',
  '<math><mtext><table><mglyph><style><img src=x onerror=HIT>',
  '{{constructor.constructor("HIT")()}}',
  '<div style="position:fixed;inset:0;z-index:9999" id=main>over everything</div>',
].map((text) => text.replaceAll('HIT', 'window.wasHit=1'));

/** A run that says `text` in everything that can be said. */
function hostileRun(text: string, parent?: SampleRun): SampleRun {
  const message = {
    role: text,
    name: text,
    content: [
      { type: 'text', text },
      { type: text, [text]: text },
    ],
  };
  return {
    ...sampleRun({
      name: text,
      type: text,
      start: start + (parent === undefined ? 0 : 1),
      took: 9,
      parent,
      project: text,
      inputs: {
        messages: [
          message,
          { role: 'assistant', content: text, tool_calls: [{ id: text, function: { name: text, arguments: text } }] },
        ],
        [text]: [text],
      },
      outputs: { output: text },
      error: `${text}\n    at ${text}`,
      tags: [text],
      metadata: { [text]: text, thread_id: text, ls_model_name: text, ls_provider: text },
      events: [{ name: text, time: text, [text]: text }],
    }),
    serialized: { [text]: text },
  } as SampleRun;
}

/** Sends files of a run whose names, types and contents are what would run. */
async function attach(run: SampleRun, names: readonly string[]): Promise<void> {
  const body = new FormData();
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" onload="window.wasHit=1"><script>window.wasHit=1</script></svg>';
  for (const [index, name] of names.entries()) {
    const type = ['image/svg+xml', 'text/html', 'image/png'][index % 3] ?? '';
    body.append(`attachment.${run.id}.${name}`, new Blob([drawing], { type }), 'file');
  }
  const response = await fetch(`${viewer.url}/runs/multipart`, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ refused: 0 });
}

async function expectUntouched(page: Page): Promise<void> {
  expect(await page.evaluate('window.wasHit')).toBeUndefined();
  const found = await page.evaluate(
    `[...document.querySelectorAll('script:not([src]), iframe, object, embed, form:not(.key-form), [onerror], [onload], [onclick],' +
      ' a[href^="javascript:" i], a[href^="data:" i], link:not([rel~="stylesheet"], [rel~="icon"], [rel~="modulepreload"])')]
      .map((element) => element.outerHTML)`,
  );
  expect(found).toEqual([]);
}

test('nothing of a trace runs, loads or covers the page, wherever it is shown', async () => {
  const [first = ''] = payloads;
  const root = hostileRun(first);
  const runs = [root, ...payloads.slice(1).map((text) => hostileRun(text, root))];
  await viewer.send(runs);
  await attach(root, payloads);
  const page = await viewer.open('/');
  await page.getByRole('row').first().waitFor();
  await expectUntouched(page);
  for (const path of ['/?view=names', '/threads', `/threads?thread=${encodeURIComponent(first)}`]) {
    await page.goto(viewer.url + path);
    await page.getByText(first).first().waitFor();
    await expectUntouched(page);
  }
  await page.goto(`${viewer.url}/traces/${root.trace_id}`);
  await page.getByRole('treegrid').getByRole('row').first().waitFor();
  for (const run of runs) {
    await page.keyboard.press('j');
    await page.waitForURL(`**run=${run.id}**`);
    await page.locator('.run-panel .section').first().waitFor();
    if (run === root) expect(await page.locator('.attachments li').count()).toBe(payloads.length);
    // Every look at every part, closed ones too.
    await page.evaluate(
      `document.querySelectorAll('.section-title[aria-expanded=false]').forEach((element) => { element.click(); })`,
    );
    await page.evaluate(
      `document.querySelectorAll('.run-panel details').forEach((element) => { element.open = true; })`,
    );
    for (const look of ['Markdown', 'Text', 'JSON', 'Chat']) {
      await page.evaluate(
        `document.querySelectorAll('.looks button').forEach((button) => { if (button.textContent === '${look}') button.click(); })`,
      );
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
    }
    await expectUntouched(page);
  }
  for (const query of ['?view=messages', '?view=flame', `?find=${encodeURIComponent(first)}`]) {
    await page.goto(`${viewer.url}/traces/${root.trace_id}${query}`);
    await page.locator('.trace-pane').waitFor();
    await expectUntouched(page);
  }
  await page.goto(`${viewer.url}/compare?left=${root.trace_id}`);
  await page.getByRole('heading').first().waitFor();
  await expectUntouched(page);
});

test('names that are huge, empty, from right to left or of many code points leave the page in order', async () => {
  const root = sampleRun({
    name: 'x'.repeat(5000),
    start,
    took: 900,
    tags: Array.from({ length: 10_000 }, (_, index) => `tag ${index}`),
  });
  const names = ['مرحبا \u202Eevil', '👩‍👩‍👧‍👦'.repeat(100), 'Z\u0351\u036B'.repeat(100), 'two\nlines', '', '   '];
  const below = names.map((name, index) =>
    sampleRun({
      name,
      parent: root,
      start: start + index,
      took: 9,
      ...(name === '' ? { error: 'Error: boom '.repeat(400_000) } : {}),
    }),
  );
  await viewer.send([root, ...below]);
  for (const width of [1280, 390]) {
    const page = await viewer.open(`/traces/${root.id}`, { viewport: { width, height: 800 } });
    await page.getByRole('button', { name: /more tags/ }).waitFor();
    const row = page.getByRole('treegrid').getByText('unnamed').first();
    await row.click();
    await page.locator('.run-panel .error-section').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  }
});

test('times and parents that cannot be are drawn as well as they can', async () => {
  const root = sampleRun({ name: 'root', start, took: 500 });
  const given = [
    sampleRun({ name: 'ends before it starts', parent: root, start: start + 100, took: -60 }),
    sampleRun({ name: 'takes no time', parent: root, start: start + 200, took: 0 }),
    sampleRun({ name: 'a day before its parent', parent: root, start: start - 86_400_000, took: 5 }),
  ];
  const [a, b] = [1, 2].map((at) => sampleRun({ name: `circle ${at}`, parent: root, start: start + at, took: 3 }));
  const circle = [
    { ...a, parent_run_id: b?.id ?? '' },
    { ...b, parent_run_id: a?.id ?? '' },
  ] as SampleRun[];
  await viewer.send([root, ...given, ...circle]);
  const page = await viewer.open(`/traces/${root.id}`);
  const tree = page.getByRole('treegrid');
  await tree.getByText('circle 2').waitFor();
  expect(await tree.locator('.run-name').count()).toBe(6);
  expect(await tree.locator('.bar').count()).toBe(6);
  const instant = sampleRun({ name: 'instant', start, took: 0 });
  await viewer.send([instant]);
  await page.goto(`${viewer.url}/traces/${instant.id}?path=1`);
  await tree.getByText('instant').waitFor();
  expect(await tree.locator('.is-off-path').count()).toBe(0);
});

test('a tree of 2,000 levels shows the names of the deepest', async () => {
  const runs = [sampleRun({ name: 'level 0', start, took: 5000 })];
  for (let level = 1; level < 2000; level++)
    runs.push(sampleRun({ name: `level ${level}`, parent: { ...runs.at(-1)!, dotted_order: '' }, start, took: 5000 }));
  // Dotted orders of that depth would be some 60 MB: such trees come by their parents alone.
  const byParent = runs.map(({ dotted_order: _, ...run }) => run as SampleRun);
  await viewer.send(byParent);
  const page = await viewer.open(`/traces/${runs[0]?.id}?run=${runs[1999]?.id}`);
  const name = page.getByRole('treegrid').getByText('level 1999');
  await name.waitFor();
  const { width } = (await name.boundingBox()) ?? { width: 0 };
  expect(width).toBeGreaterThan(40);
  for (const key of ['ArrowLeft', 'Home', 'End', 'c']) await page.keyboard.press(key);
  await page.goto(`${viewer.url}/traces/${runs[0]?.id}?view=flame&run=${runs[1999]?.id}`);
  await page.locator('.flame-scroll').waitFor();
  await becomesTrue(page, `document.querySelector('.flame-scroll').scrollTop > 30_000`);
  const drawn = await page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.flame-canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, 200, canvas.height);
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  })()`);
  expect(drawn).toBeGreaterThan(1000);
});

test('an address that says nothing sensible does no harm', async () => {
  const run = sampleRun({ name: 'Sound', start, took: 5 });
  await viewer.send([run]);
  const text = encodeURIComponent(payloads.join(' '));
  const page = await viewer.open('/');
  for (const [path, shown] of [
    [`/?sort=${text}&order=1&status=${text}&from=abc&to=1e999&minLatency=-&view=${text}&range=__proto__`, 'Sound'],
    [`/?q=${text}&project=${text}&tag=${text}&thread=${text}`, 'No trace is like that'],
    [`/traces/${run.id}?run=${text}&depth=-1e9&view=constructor&find=${text}&diff=${text}&placed=2`, 'Sound'],
    ['/traces/%3Csvg%20onload=alert(1)%3E', 'Not found'],
    ['/traces/%', 'Not found'],
    [`/compare?left=${text}&right=..%2F..&row=~&only=${text}`, 'Not found'],
    [`/threads?thread=${text}&project=${text}`, '0 turns'],
    ['/files/%3Csvg%20onload=alert(1)%3E/', 'This file is no longer open'],
  ] as const) {
    await page.goto(viewer.url + path);
    await page.getByText(shown).first().waitFor();
    await expectUntouched(page);
  }
});
