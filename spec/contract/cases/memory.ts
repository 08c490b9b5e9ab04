import * as asyncHooks from 'node:async_hooks';
import { expect, jest } from '@jest/globals';
import { getCurrentRunTree, traceable, Zone } from 'tracenest';
import { carrier } from '../../../lib/zone/zone.js';
import { collected } from '../../helpers/collected.js';
import type { ContractCase } from '../contractCase.js';

/** The memory exporter of a test would hold every run. */
const keepsNothing = { onEnd: () => undefined };

class Service {
  readonly weight = new Array<number>(1000).fill(0);

  @traceable({ exporter: keepsNothing })
  start(argument: object, work: () => void): NodeJS.Timeout {
    // An object with a life of its own, as the arguments of a call have.
    expect(argument).toBeDefined();
    return setTimeout(work, 60_000);
  }
}

export const memoryCases: readonly ContractCase[] = [
  {
    number: 73,
    title: 'a frame and its run are collected once nobody works in them',
    guarantee: 'everywhere',
    async run(stage) {
      const references: WeakRef<object>[] = [];
      const work = traceable(
        async () => {
          const run = getCurrentRunTree();
          references.push(new WeakRef(Zone.current), ...(run === undefined ? [] : [new WeakRef(run)]));
          await undefined;
        },
        { exporter: keepsNothing },
      );
      await stage.zone('A').run(async () => {
        references.push(new WeakRef(Zone.current));
        await work();
        using _ = stage.scope('block');
        references.push(new WeakRef(Zone.current));
      });
      expect(references).toHaveLength(4);
      expect(await collected(...references)).toBe(true);
    },
  },
  {
    number: 74,
    title: 'an instance and its arguments are collected while a timer lives that was started inside',
    guarantee: 'everywhere',
    async run(stage) {
      const references: WeakRef<object>[] = [];
      const timer = stage.zone('A').run(() => {
        const service = new Service();
        const argument = { some: 'argument' };
        references.push(new WeakRef(service), new WeakRef(argument));
        return service.start(argument, () => undefined);
      });
      expect(await collected(...references)).toBe(true);
      clearTimeout(timer);
    },
  },
  {
    number: 75,
    title: 'no storage is made per call: the platform has one of ours in all',
    guarantee: 'everywhere',
    async run() {
      let made = 0;
      const key = Symbol.for('tracenest.zone');
      const shared = Reflect.get(globalThis, key) as unknown;
      class Counted<Value> extends asyncHooks.AsyncLocalStorage<Value> {
        constructor() {
          super();
          made += 1;
        }
      }
      jest.unstable_mockModule('node:async_hooks', () => ({ ...asyncHooks, AsyncLocalStorage: Counted }));
      jest.resetModules();
      Reflect.deleteProperty(globalThis, key);
      try {
        const copy = await import('tracenest');
        copy.configure({ enabled: true });
        const work = copy.traceable(async function* (depth: number): AsyncGenerator<number> {
          using _ = copy.tracingContext({ tags: ['block'] });
          yield depth;
          if (depth > 0) yield* work(depth - 1);
        });
        for (let call = 0; call < 100; call += 1) for await (const _ of work(3));
      } finally {
        jest.unstable_mockModule('node:async_hooks', () => asyncHooks);
        if (shared === undefined) Reflect.deleteProperty(globalThis, key);
        else Reflect.set(globalThis, key, shared);
      }
      expect(made).toBe(carrier.survivesAwait ? 1 : 0);
    },
  },
];
