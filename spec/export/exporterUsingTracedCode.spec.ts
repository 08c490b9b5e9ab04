import { expect, test } from '@jest/globals';
import { configure, trace, traceable, type Run } from 'tracenest';
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
