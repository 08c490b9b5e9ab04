import { expect, test } from '@jest/globals';
import { Backoff } from '../../../lib/export/batch/backoff.js';

test('what a server asks for is waited for, up to a minute: what waits is given up some minutes later', () => {
  for (const [asked, least, most] of [
    [5_000, 4_900, 5_000],
    [1e102, 59_900, 60_000],
    [0, 100, 250],
  ] as const) {
    const backoff = new Backoff();
    backoff.failed(asked);
    expect(backoff.waitMs).toBeGreaterThan(least);
    expect(backoff.waitMs).toBeLessThanOrEqual(most);
  }
});

test('waits are at most half a minute, however often it failed, and end with a success', () => {
  const backoff = new Backoff();
  for (let count = 0; count < 100; count++) backoff.failed();
  expect(backoff.waitMs).toBeLessThanOrEqual(30_000);
  backoff.succeeded();
  expect(backoff.waitMs).toBe(0);
});
