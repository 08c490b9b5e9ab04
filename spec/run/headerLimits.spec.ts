import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RunTree } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();

/** What W3C lets a `baggage` header have. */
const maxBytes = 8_192;

const large = 'x'.repeat(20_000);

function lengthOf(headers: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(headers['baggage'] ?? '');
}

async function statusOf(headers: Record<string, string>): Promise<number> {
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}`, { headers })).status;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('headers of a run', () => {
  test('with 20 kB of metadata are taken by a server', async () => {
    const run = new RunTree({ name: 'answer', metadata: { prompt: large, model: 'small' } });
    expect(await statusOf(run.toHeaders())).toBe(200);
  });

  test('leave out what does not fit, keep the rest, and name both in a report', () => {
    const run = new RunTree({
      name: 'answer',
      tags: ['a'],
      projectName: 'docs',
      metadata: { prompt: large, model: 'm' },
    });
    const headers = run.toHeaders();
    expect(lengthOf(headers)).toBeLessThanOrEqual(maxBytes);
    expect(RunTree.fromHeaders(headers)).toMatchObject({
      id: run.id,
      tags: ['a'],
      projectName: 'docs',
      metadata: { model: 'm' },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['headers-cut']);
    expect(diagnostics[0]?.message).toMatch(/answer.*the metadata "prompt"/);
    expect(diagnostics[0]?.message.length).toBeLessThan(1_000);
  });

  test.each([
    ['a thousand tags', { tags: Array.from({ length: 1_000 }, (_, index) => `tag, number ${index}`) }],
    ['a thousand members', { metadata: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`key ${i}`, i])) }],
    ['one long tag', { tags: [large] }],
    ['a long project', { projectName: large }],
    ['what grows threefold when it is encoded', { metadata: { k: 'é"{'.repeat(1_000) }, tags: ['ü'.repeat(1_000)] }],
  ])('of a run with %s stay in bounds and can be read', (_what, description) => {
    const run = new RunTree({ name: 'run', ...description });
    const headers = run.toHeaders();
    expect(lengthOf(headers)).toBeLessThanOrEqual(maxBytes);
    expect(RunTree.fromHeaders(headers)?.dottedOrder).toBe(run.dottedOrder);
    expect(diagnostics.map(({ code }) => code)).toEqual(['headers-cut']);
  });

  test('use the room that there is', () => {
    const tags = Array.from({ length: 1_000 }, (_, index) => `tag${index}`);
    const headers = new RunTree({ name: 'run', tags }).toHeaders();
    expect(lengthOf(headers)).toBeGreaterThan(7_500);
  });

  test('leave the baggage of others whole, however long it is', () => {
    const foreign = `theirs=${'y'.repeat(7_900)}`;
    const headers = new RunTree({ name: 'run', tags: ['a'], metadata: { k: large } }).toHeaders({ baggage: foreign });
    expect(headers['baggage']?.startsWith(foreign)).toBe(true);
    expect(lengthOf(headers)).toBeLessThanOrEqual(maxBytes);
  });

  test('of a run a thousand levels deep still name it as the parent', async () => {
    let run = new RunTree({ name: 'root', metadata: { k: large } });
    for (let level = 0; level < 1_000; level++) run = run.createChild({ name: 'deep' });
    const given = new RunTree({ name: 'somebody else' }).toHeaders();
    const headers = run.toHeaders(given);
    expect(headers).not.toHaveProperty('langsmith-trace');
    expect(await statusOf(headers)).toBe(200);
    expect(RunTree.fromHeaders(headers)).toMatchObject({ id: run.id, traceId: run.traceId });
    expect(diagnostics.map(({ message }) => message).join()).toContain('langsmith-trace');
  });
});
