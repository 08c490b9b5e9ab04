import { describe, expect, test } from '@jest/globals';
import { configure, flush, MemoryExporter, RunTree, shutdown, trace, traceable, type Run } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { freshTracing } from '../helpers/freshTracing.js';

freshTracing();

class Client {
  readonly posted: string[] = [];

  @traceable
  sign(text: string): string {
    return `${text}, signed`;
  }

  @traceable
  async post(text: string): Promise<void> {
    await Promise.resolve();
    this.posted.push(this.sign(text));
  }
}

test('an exporter that goes through decorated code does not export itself', async () => {
  const client = new Client();
  const seen: string[] = [];
  configure({
    exporter: {
      onEnd(run: Run): Promise<void> {
        seen.push(run.name);
        return client.post(run.name);
      },
    },
  });
  trace({ name: 'work' }, () => 1);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  expect(seen).toEqual(['work']);
  expect(client.posted).toEqual(['work, signed']);
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('an exporter does not export itself', () => {
  const client = new Client();
  const seen: string[] = [];
  const exporters: Record<string, (run: Run) => unknown> = {
    'after an await': async ({ name }) => {
      await Promise.resolve();
      await client.post(name);
    },
    'in work that it does not wait for': ({ name }) => {
      void (async () => {
        await Promise.resolve();
        await client.post(name);
      })();
    },
    'in a timer': ({ name }) => void setTimeout(() => void client.post(name), 1),
    'where its code asks for tracing': ({ name }) => traceable(() => client.sign(name), { enabled: true })(),
  };

  test.each(Object.entries(exporters))('%s', async (_where, tell) => {
    seen.length = 0;
    configure({
      exporter: {
        onEnd(run: Run): void {
          seen.push(run.name);
          if (seen.length < 50) void tell(run);
        },
      },
    });
    trace({ name: 'work' }, () => 1);
    await settle();
    expect(seen).toEqual(['work']);
  });

  test('when it is flushed and shut down', async () => {
    seen.length = 0;
    const deliver = async (): Promise<void> => {
      await Promise.resolve();
      await client.post('rest');
    };
    configure({ exporter: { onEnd: ({ name }) => void seen.push(name), flush: deliver, shutdown: deliver } });
    await trace({ name: 'work' }, async () => flush());
    await shutdown();
    expect(seen).toEqual(['work']);
  });
});

describe('delivery in the background', () => {
  const traced = traceable(async (name: string) => Promise.resolve(name), { name: 'traced' });

  test('through decorated code is not exported', async () => {
    const memory = new MemoryExporter();
    const called = new Set<string>();
    const langsmith = new LangSmithExporter({
      endpoint: 'http://127.0.0.1:1',
      apiKey: 'key',
      delayMs: 1,
      anonymizer: traceable((values: Record<string, unknown>) => called.add('anonymizer') && values),
      waitUntil: (delivery) => {
        called.add('waitUntil');
        void traced('wait').then(async () => delivery);
      },
      fetch: traceable(async () => {
        called.add('fetch');
        await traced('fetch');
        return new Response('{}', { status: 202 });
      }),
    });
    expect(langsmith.isPassive).toBe(true);
    configure({ exporter: [langsmith, memory] });
    trace({ name: 'work' }, () => 1);
    while (!called.has('fetch')) await new Promise((resolve) => setTimeout(resolve, 5));
    await flush();
    await settle();
    expect([...called].sort()).toEqual(['anonymizer', 'fetch', 'waitUntil']);
    expect(memory.runs.map(({ name }) => name)).toEqual(['work']);
  });

  test('is called where nothing is traced, once somebody gave it a hook', () => {
    const langsmith = new LangSmithExporter({ endpoint: 'http://127.0.0.1:1', apiKey: 'key', record: (run) => run });
    expect(langsmith.isPassive).toBe(false);
  });
});

test('a function that redacts is not traced, whenever what it redacts is read', () => {
  const memory = new MemoryExporter();
  let calls = 0;
  const anonymizer = traceable((values: Record<string, unknown>) => ({ ...values, calls: (calls += 1) }));
  configure({ exporter: memory, anonymizer });
  trace({ name: 'work', inputs: { secret: 1 } }, () => 1);
  JSON.stringify(memory.runs);
  expect(memory.runs.map(({ name }) => name)).toEqual(['work']);
  expect(calls).toBeGreaterThan(0);
});

test('a diagnostics handler that goes through decorated code leaves no runs', async () => {
  const client = new Client();
  const seen: string[] = [];
  configure({
    exporter: { onEnd: ({ name }) => void seen.push(name) },
    onDiagnostic: async ({ code }) => {
      await Promise.resolve();
      await client.post(code);
    },
  });
  trace({ name: 'work' }, () => 1);
  RunTree.fromDottedOrder('nonsense');
  await settle();
  expect(client.posted).toHaveLength(1);
  expect(seen).toEqual(['work']);
});

test('a copy that calls decorated code leaves no runs and does not copy in turn', () => {
  const names: string[] = [];
  configure({ exporter: { onEnd: ({ name }) => names.push(name) } });
  class Document {
    name = 'document';
    calls = 0;

    @traceable
    view(other: Document): object {
      this.calls += 1;
      return { of: other.name, self: this };
    }

    toJSON(): object {
      return this.view(this);
    }
  }
  const document = new Document();
  document.view(document);
  expect(names).toEqual(['Document.view']);
  expect(document.calls).toBeLessThan(10_000);
});
