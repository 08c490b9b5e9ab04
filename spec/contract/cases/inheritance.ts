import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, jest } from '@jest/globals';
import { configure, getCurrentRunTree, traceable, tracingContext, Zone } from 'tracenest';
import type * as Tracenest from 'tracenest';
import type { ContractCase } from '../contractCase.js';

export const inheritanceCases: readonly ContractCase[] = [
  {
    number: 8,
    title: 'a null parent means none: no run is current, the settings stay',
    guarantee: 'everywhere',
    run(stage) {
      traceable(
        () => {
          expect(getCurrentRunTree()?.name).toBe('around');
          tracingContext({ metadata: { label: 'A' } }, () =>
            tracingContext(null, () => {
              expect(getCurrentRunTree()).toBeUndefined();
              expect(stage.here()).toBe('A');
            }),
          );
          expect(getCurrentRunTree()?.name).toBe('around');
        },
        { name: 'around' },
      )();
    },
  },
  {
    number: 11,
    title: 'fork leaves the parent unchanged',
    guarantee: 'everywhere',
    run(stage) {
      const parent = stage.zone('A');
      const before = JSON.stringify(parent.settings);
      const child = parent.fork({ activeRun: { id: 'x' }, settings: { tags: ['t'], metadata: { label: 'B' } } });
      expect(child.parent === parent).toBe(true);
      expect(JSON.stringify(parent.settings)).toBe(before);
      expect(parent.activeRun).toBe(stage.start.activeRun);
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 12,
    title: 'settings are inherited, shadowed and deleted',
    guarantee: 'everywhere',
    run(stage) {
      const outer = stage.zone('A').fork({ settings: { projectName: 'outer', enabled: true } });
      const middle = outer.fork({ settings: { projectName: 'middle' } });
      const inner = middle.fork({ settings: { projectName: undefined } });
      expect(outer.fork().settings.projectName).toBe('outer');
      expect(middle.settings.projectName).toBe('middle');
      expect('projectName' in inner.settings).toBe(false);
      expect(inner.settings.enabled).toBe(true);
    },
  },
  {
    number: 13,
    title: 'falsy values survive',
    guarantee: 'everywhere',
    run(stage) {
      const metadata = { zero: 0, empty: '', no: false, nothing: null };
      const zone = stage.start.fork({ settings: { metadata, projectName: '', enabled: false, tags: [] } });
      zone.run(() => {
        expect(Zone.current.fork().settings).toEqual({ metadata, projectName: '', enabled: false, tags: [] });
      });
      const storage = new AsyncLocalStorage<unknown>();
      for (const value of [0, '', false, null]) {
        expect(storage.run(value, () => zone.run(() => storage.getStore()))).toBe(value);
        expect(zone.run(() => value)).toBe(value);
      }
    },
  },
  {
    number: 14,
    title: 'the default counts only where nothing is set',
    guarantee: 'everywhere',
    run() {
      configure({ projectName: 'by default' });
      const project = () => traceable(() => getCurrentRunTree()?.projectName, { name: 'asked' })();
      const start = Zone.root.fork({ settings: { projectName: undefined } });
      expect(start.run(project)).toBe('by default');
      expect(start.run(() => tracingContext({ projectName: '' }, project))).toBe('');
      expect(start.run(() => tracingContext({ enabled: false }, project))).toBeUndefined();
      expect(Zone.root.fork({ settings: { enabled: undefined } }).run(project)).toBe('by default');
    },
  },
  {
    number: 17,
    title: 'two copies of the library share one current zone',
    guarantee: 'everywhere',
    async run(stage) {
      const copy = await secondCopy();
      copy.configure({ enabled: true });
      expect(copy.Zone).not.toBe(Zone);
      const seen = stage.zone('A').run(() => {
        const inner = copy.traceable(() => [stage.here(), getCurrentRunTree()?.name], { name: 'of the copy' });
        return inner();
      });
      expect(seen).toEqual(['A', 'of the copy']);
      const parent = traceable(() => copy.getCurrentRunTree()?.name, { name: 'ours' });
      expect(parent()).toBe('ours');
    },
  },
  {
    number: 18,
    title: 'where tracing is off, the function is called all the same',
    guarantee: 'everywhere',
    run(stage) {
      const error = new Error('thrown');
      const self = {
        method: traceable(function (this: unknown, ...args: unknown[]): unknown {
          return [this, ...args, stage.here(), getCurrentRunTree()];
        }),
        fail: traceable((): never => {
          throw error;
        }),
      };
      const called = () => {
        expect(self.method(1, 2)).toEqual([self, 1, 2, 'A', undefined]);
        expect(self.fail).toThrow(error);
      };
      stage.zone('A').run(() => tracingContext({ enabled: false }, called));
      configure({ enabled: false });
      stage.zone('A').fork({ activeRun: null }).run(called);
    },
  },
];

async function secondCopy(): Promise<typeof Tracenest> {
  jest.resetModules();
  return import('tracenest');
}
