import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from '@jest/globals';
import { Zone } from 'tracenest';
import type { ContractCase } from '../contractCase.js';

export const stackCases: readonly ContractCase[] = [
  {
    number: 1,
    title: 'outside any run, current is root, never undefined',
    guarantee: 'everywhere',
    run({ root, here, atStart }) {
      expect(atStart()).toBe(true);
      expect(Zone.root.run(here)).toBe(root);
      Zone.root.run(() => {
        expect(Zone.current.activeRun).toBeUndefined();
        expect(Zone.current.settings).toEqual({});
        expect(Zone.current.parent).toBeUndefined();
      });
    },
  },
  {
    number: 2,
    title: 'run returns the value of the function',
    guarantee: 'everywhere',
    run(stage) {
      const value = { some: 'value' };
      expect(stage.zone('A').run(() => value)).toBe(value);
      const promise = Promise.resolve(value);
      expect(stage.zone('A').run(() => promise)).toBe(promise);
    },
  },
  {
    number: 3,
    title: 'run forwards arguments; a bound method gets its this',
    guarantee: 'everywhere',
    run(stage) {
      const received = stage.zone('A').run((...args: unknown[]) => args, 1, undefined, 'three');
      expect(received).toEqual([1, undefined, 'three']);
      function self(this: unknown): unknown {
        return this;
      }
      expect(stage.zone('A').run(self)).toBeUndefined();
      const object = { self: stage.zone('A').bind(self) };
      expect(object.self()).toBe(object);
    },
  },
  {
    number: 4,
    title: 'run rethrows the same object, error or not',
    guarantee: 'everywhere',
    run(stage) {
      for (const thrown of [new RangeError('thrown'), 'a text', undefined, Object.freeze({})]) {
        let caught: unknown = 'nothing';
        try {
          stage.zone('A').run(() => {
            throw thrown;
          });
        } catch (error) {
          caught = error;
        }
        expect(caught).toBe(thrown);
      }
    },
  },
  {
    number: 5,
    title: 'restores after return',
    guarantee: 'everywhere',
    run(stage) {
      expect(stage.zone('A').run(stage.here)).toBe('A');
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 6,
    title: 'restores after a throw',
    guarantee: 'everywhere',
    run(stage) {
      const failing = () => {
        Zone.enter(stage.zone('left behind'));
        throw new Error('thrown');
      };
      expect(() => stage.zone('A').run(failing)).toThrow('thrown');
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 7,
    title: 'nested runs restore each level',
    guarantee: 'everywhere',
    run(stage) {
      const seen: string[] = [];
      const note = () => seen.push(stage.here());
      stage.zone('A').run(() => {
        note();
        stage.zone('B').run(() => {
          note();
          stage.zone('C').run(note);
          note();
        });
        note();
      });
      note();
      expect(seen).toEqual(['A', 'B', 'C', 'B', 'A', 'start']);
    },
  },
  {
    number: 9,
    title: 'does not interfere with storages of the program',
    guarantee: 'everywhere',
    run(stage) {
      const storage = new AsyncLocalStorage<string>();
      storage.run('outer', () => {
        stage.zone('A').run(() => {
          expect(storage.getStore()).toBe('outer');
          storage.run('inner', () => expect([storage.getStore(), stage.here()]).toEqual(['inner', 'A']));
          storage.exit(() => expect([storage.getStore(), stage.here()]).toEqual([undefined, 'A']));
          storage.enterWith('entered');
        });
        expect([storage.getStore(), stage.here()]).toEqual(['entered', 'start']);
      });
    },
  },
  {
    number: 10,
    title: 'a thousand nested runs work',
    guarantee: 'everywhere',
    run(stage) {
      const wrong: number[] = [];
      const look = (depth: number) => void (stage.here() === `level ${depth}` || wrong.push(depth));
      const deeper = (depth: number): number => {
        look(depth);
        const deepest = depth === 1000 ? depth : stage.zone(`level ${depth + 1}`).run(deeper, depth + 1);
        look(depth);
        return deepest;
      };
      expect(stage.zone('level 0').run(deeper, 0)).toBe(1000);
      expect(wrong).toEqual([]);
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 15,
    title: 'run with the frame that is current already still restores',
    guarantee: 'everywhere',
    run(stage) {
      const leaking = () => void Zone.enter(stage.zone('leaked'));
      Zone.current.run(leaking);
      expect(stage.here()).toBe('start');
      stage.zone('A').run(() => {
        Zone.current.run(leaking);
        expect(stage.here()).toBe('A');
        Zone.current.bind(leaking)();
        expect(stage.here()).toBe('A');
      });
      Zone.root.run(() => {
        Zone.root.run(leaking);
        expect(stage.here()).toBe(stage.root);
      });
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 16,
    title: 'running in the root clears inside and restores after, also on a throw',
    guarantee: 'everywhere',
    run(stage) {
      stage.zone('A').run(() => {
        expect(Zone.root.run(stage.here)).toBe(stage.root);
        expect(stage.here()).toBe('A');
        const failing = () => {
          throw new Error(stage.here());
        };
        expect(() => Zone.root.run(failing)).toThrow(stage.root);
        expect(stage.here()).toBe('A');
      });
    },
  },
];
