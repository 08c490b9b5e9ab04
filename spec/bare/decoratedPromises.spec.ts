import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, traceable } from 'tracenest';
import { expectTree } from 'tracenest/testing';
import { carrier } from '../../lib/zone/zone.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { exporter } = freshTracing();

const failure = new Error('expected');

class Service {
  readonly value = { some: 'value' };

  @traceable
  async find(): Promise<{ some: string }> {
    return this.value;
  }

  @traceable
  async findLate(): Promise<{ some: string }> {
    await pause();
    return this.value;
  }

  @traceable
  async fail(): Promise<never> {
    await pause();
    throw failure;
  }

  @traceable
  async delegate(): Promise<{ some: string }> {
    return this.findLate();
  }

  @traceable
  passOn(promise: Promise<{ some: string }>): Promise<{ some: string }> {
    return promise;
  }
}

const service = new Service();

/** How many turns of the queue pass until an await goes on. */
async function turnsOf(promise: () => Promise<unknown>): Promise<number> {
  let count = 0;
  let waiting = true;
  const counting = (async () => {
    while (waiting) {
      count += 1;
      await undefined;
    }
  })();
  await promise();
  waiting = false;
  await counting;
  return count;
}

describe('the promise of a decorated method, on whichever carrier', () => {
  test('is a Promise and gives what the method gave, the same object', async () => {
    const promise = service.findLate();
    expect(promise).toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(promise)).toBe('[object Promise]');
    expect(await promise).toBe(service.value);
    await expect(service.fail()).rejects.toBe(failure);
  });

  test('has the constructor of a native promise, except where it carries the zone: the engine must ask it', async () => {
    const promise = service.findLate();
    expect(promise.constructor === Promise).toBe(carrier.survivesAwait);
    expect(Promise.resolve(promise) === promise).toBe(carrier.survivesAwait);
    expect(await Promise.resolve(promise)).toBe(service.value);
  });

  test('brings the zone of its awaiter back: await, then, catch, finally', async () => {
    const seen = await labelled('A').run(async () => {
      const places: string[] = [];
      await service.findLate();
      places.push(here());
      await service.fail().catch(() => places.push(here()));
      return places;
    });
    expect(seen).toEqual(['A', 'A']);
    const registered = labelled('A').run(() => [
      service.findLate().then(here),
      service.fail().catch(here),
      service.fail().then(undefined, here),
      service.findLate().finally(() => expect(here()).toBe('A')),
    ]);
    expect(await Promise.all(registered)).toEqual(['A', 'A', 'A', service.value]);
  });

  test('gives ordinary promises: to then, catch and finally, and to what is chained to those', async () => {
    const derived = [
      service.find().then(),
      service.find().catch(() => undefined),
      service.find().finally(),
      Promise.all([service.find()]),
      Promise.race([service.find()]),
    ];
    for (const promise of derived) expect(Object.getPrototypeOf(promise) === Promise.prototype).toBe(true);
    await Promise.all(derived);
  });

  test('goes through all, race, any, allSettled, and back out of async functions', async () => {
    const { value } = service;
    expect(await Promise.all([service.find(), service.findLate(), 1])).toEqual([value, value, 1]);
    expect(await Promise.race([service.findLate(), pause(50)])).toBe(value);
    expect(await Promise.any([service.fail(), service.findLate()])).toBe(value);
    expect(await Promise.allSettled([service.fail(), service.find()])).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value },
    ]);
    expect(await (async () => service.findLate())()).toBe(value);
    await expect((async () => service.fail())()).rejects.toBe(failure);
    expect(await service.delegate()).toBe(value);
  });

  test('is, from a method that passes it on, the promise that was passed on', async () => {
    const promise = pause().then(() => service.value);
    const passed = service.passOn(promise);
    expect(passed).toBe(promise);
    const seen = labelled('A').run(async () => [await passed, here()]);
    expect(await seen).toEqual([service.value, 'A']);
  });

  test('nests what is called after it below the run that awaited it', async () => {
    const outer = traceable(
      async () => {
        const run = getCurrentRunTree();
        await service.findLate();
        await service.delegate();
        await service.fail().catch(() => undefined);
        expect(getCurrentRunTree()?.name).not.toBe('Service.fail');
        return run;
      },
      { name: 'outer' },
    );
    await outer();
    expectTree(
      exporter,
      `
      outer
        Service.findLate
        Service.delegate
          Service.findLate
        Service.fail [error]
      `,
    );
  });

  test('is awaited in as many turns as ever; on the bare stack in two more', async () => {
    const plain = await turnsOf(async () => service.value);
    const native = await turnsOf(() => Promise.resolve());
    expect(plain).toBe(native);
    expect((await turnsOf(() => service.find())) - native).toBe(carrier.survivesAwait ? 0 : 2);
  });

  test('calls back from then in as many turns as ever, on the bare stack too', async () => {
    const order: string[] = [];
    await Promise.all([
      (async () => undefined)().then(() => order.push('first')),
      service.find().then(() => order.push('decorated')),
      (async () => undefined)().then(() => order.push('second')),
    ]);
    expect(order).toEqual(['first', 'decorated', 'second']);
  });

  test('can be awaited by many, many times', async () => {
    const promise = service.findLate();
    const waiting = ['A', 'B', 'C'].map((name) =>
      labelled(name).run(async () => [await promise, here(), await promise, here()]),
    );
    const { value } = service;
    expect(await Promise.all(waiting)).toEqual(['A', 'B', 'C'].map((name) => [value, name, value, name]));
  });

  test('of a subclass keeps its class, its members and its constructor', async () => {
    class Later<Value> extends Promise<Value> {
      readonly own = 'member';
    }
    const later = traceable(() => Later.resolve('value') as Later<string>)();
    expect(later).toBeInstanceOf(Later);
    expect([later.own, later.constructor === Later, later.then() instanceof Later]).toEqual(['member', true, true]);
    expect(await later).toBe('value');
  });
});
