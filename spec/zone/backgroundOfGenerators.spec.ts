import { describe, expect, test } from '@jest/globals';
import { traceable, tracingContext } from 'tracenest';
import { here, label, labelled } from '../helpers/labels.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { pause } from '../helpers/pause.js';

freshTracing();

/** Work of its own that opens a block after a while and holds it for a while. */
async function background(after: number, lasting: number): Promise<string[]> {
  await pause(after);
  using _ = tracingContext(label('background'));
  await pause(lasting);
  return [here()];
}

class Delegator {
  done: Promise<string[]> | undefined;

  /** Starts the background in its first stretch; opens its own block before that. */
  @traceable
  async *write(after: number, lasting: number): AsyncGenerator<string, string, unknown> {
    using _ = tracingContext(label('own'));
    this.done = background(after, lasting);
    yield here();
    await pause(4);
    yield here();
    yield here();
    await pause(lasting);
    return here();
  }

  /** Starts the background and is still in the same stretch when that opens its block. */
  @traceable
  async *writeOn(): AsyncGenerator<string, string, unknown> {
    this.done = background(0, 20);
    await pause(4);
    yield here();
    yield here();
    await this.done;
    yield here();
    return here();
  }
}

async function consume(iterator: AsyncGenerator<string, string>, betweenMs: number): Promise<string[]> {
  const seen: string[] = [];
  for (let done = false; !done;) {
    const result = await iterator.next();
    seen.push(result.value);
    done = result.done === true;
    await pause(betweenMs);
  }
  return seen;
}

describe('background work that a generator started', () => {
  test('may open a block while the body is suspended: the body does not get it', async () => {
    const delegator = new Delegator();
    const seen = await consume(delegator.write(1, 20), 5);
    expect(seen).toEqual(['own', 'own', 'own', 'own']);
    expect(await delegator.done).toEqual(['background']);
  });

  test('may open a block in a later stretch of the body: the body does not get it', async () => {
    const delegator = new Delegator();
    const seen = await consume(delegator.write(2, 20), 0);
    expect(seen).toEqual(['own', 'own', 'own', 'own']);
    expect(await delegator.done).toEqual(['background']);
  });

  // A stated limit: frames cannot tell the body from what it started in the same stretch. The loan ends with the block.
  test('opening a block in the very stretch that started it, lends it to the body, and never to the consumer', async () => {
    const delegator = new Delegator();
    const outside: string[] = [];
    const inside = await labelled('made').run(async () => {
      const iterator = delegator.writeOn();
      const seen: string[] = [];
      for (let step = 0; step < 4; step += 1) {
        seen.push((await iterator.next()).value);
        outside.push(here());
      }
      return seen;
    });
    expect(inside.filter((name) => name !== 'made' && name !== 'background')).toEqual([]);
    expect(inside.at(-1)).toBe('made');
    expect(outside).toEqual(['made', 'made', 'made', 'made']);
    expect(await delegator.done).toEqual(['background']);
  });

  test('has its block also while the body closes its own', async () => {
    const generator = traceable(async function* closing(this: Delegator) {
      {
        using _ = tracingContext(label('own'));
        this.done = background(1, 10);
        yield here();
      }
      yield here();
    });
    const delegator = new Delegator();
    const seen = await labelled('made').run(async () => {
      const iterator = generator.call(delegator);
      const first = await iterator.next();
      await pause(4);
      return [first.value, (await iterator.next()).value, here()];
    });
    expect(seen).toEqual(['own', 'made', 'made']);
    expect(await delegator.done).toEqual(['background']);
  });
});
