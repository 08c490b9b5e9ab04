import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { Zone } from 'tracenest';
import { here, labelled } from '../helpers/labels.js';

describe('Zone.fork', () => {
  test('without changes gives a child that says the same', () => {
    const parent = Zone.root.fork({ activeRun: { id: 'run' }, settings: { tags: ['tag'] } });
    const child = parent.fork();
    expect(child).not.toBe(parent);
    expect(child.parent === parent).toBe(true);
    expect(child.activeRun).toBe(parent.activeRun);
    expect(child.settings).toBe(parent.settings);
  });

  test('takes null as no run and undefined as the inherited one', () => {
    const parent = Zone.root.fork({ activeRun: { id: 'run' } });
    expect(parent.fork({ activeRun: null }).activeRun).toBeUndefined();
    expect(parent.fork({ activeRun: undefined }).activeRun).toEqual({ id: 'run' });
    expect(parent.fork({ activeRun: null }).fork().activeRun).toBeUndefined();
  });

  test('shadows settings one by one and deletes those given as undefined', () => {
    const parent = Zone.root.fork({ settings: { enabled: true, projectName: 'outer', tags: ['tag'] } });
    const child = parent.fork({ settings: { projectName: 'inner', tags: undefined } });
    expect(child.settings).toEqual({ enabled: true, projectName: 'inner' });
    expect(Object.keys(child.settings)).toEqual(['enabled', 'projectName']);
    expect(parent.settings).toEqual({ enabled: true, projectName: 'outer', tags: ['tag'] });
  });

  test('replaces metadata and tags as a whole: merging them is for those who know what they mean', () => {
    const child = Zone.root
      .fork({ settings: { metadata: { outer: 1 }, tags: ['outer'] } })
      .fork({ settings: { metadata: { inner: 2 }, tags: ['inner'] } });
    expect(child.settings).toEqual({ metadata: { inner: 2 }, tags: ['inner'] });
  });

  test('does not keep the object with the changes: changing that later changes no zone', () => {
    const changes = { settings: { projectName: 'as forked' } };
    const zone = Zone.root.fork(changes);
    changes.settings.projectName = 'changed later';
    expect(zone.settings.projectName).toBe('as forked');
  });

  test('enters nothing', () => {
    Zone.root.fork({ settings: { tags: ['tag'] } });
    expect(Zone.current === Zone.root).toBe(true);
  });
});

describe('Zone.run', () => {
  test('makes the very zone current, and its twin where it is current already', () => {
    const zone = labelled('A');
    zone.run(() => {
      expect(Zone.current === zone).toBe(true);
      zone.run(() => {
        expect(Zone.current === zone).toBe(false);
        expect(here()).toBe('A');
      });
      expect(Zone.current === zone).toBe(true);
    });
  });

  test('names what it got where that is no function', () => {
    expect(() => Zone.root.run(undefined as never)).toThrow(/Zone\.run got undefined as its callback/);
    expect(() => Zone.root.run(null as never)).toThrow(/Zone\.run got null as its callback/);
  });

  test('gives a generator that it returns to its consumer: only decorated ones are pinned', () => {
    const iterator = labelled('A').run(function* () {
      yield here();
    });
    expect(labelled('B').run(() => iterator.next().value)).toBe('B');
  });

  test('goes on in what the callback started', async () => {
    const seen = labelled('A').run(async () => {
      await undefined;
      return here();
    });
    expect(await seen).toBe('A');
    expect(here()).toBe('none');
  });
});

describe('Zone.enter and Zone.leave', () => {
  test('make a zone current and bring the previous one back', () => {
    const [a, b] = [labelled('A'), labelled('B')];
    const outside = Zone.enter(a);
    const between = Zone.enter(b);
    expect(here()).toBe('B');
    expect(between === a).toBe(true);
    Zone.leave(between);
    expect(here()).toBe('A');
    Zone.leave(outside);
    expect(Zone.current === Zone.root).toBe(true);
  });

  test('end with the run around them', () => {
    labelled('A').run(() => Zone.enter(labelled('left behind')));
    expect(Zone.current === Zone.root).toBe(true);
  });
});

describe('Zone.twin', () => {
  test('is another frame that says the same and has the same parent', () => {
    const zone = Zone.root.fork({ activeRun: { id: 'run' }, settings: { tags: ['tag'] } });
    const twin = zone.twin();
    expect(twin === zone).toBe(false);
    expect(twin.parent === zone.parent).toBe(true);
    expect([twin.activeRun, twin.settings]).toEqual([zone.activeRun, zone.settings]);
  });

  test('of a pinned frame belongs to the same generator, unless another is given', () => {
    const pin = { frame: Zone.root, isRunning: false };
    const pinned = Zone.root.twin(pin);
    expect(pinned.twin().pin).toBe(pin);
    const other = { frame: Zone.root, isRunning: false };
    expect(pinned.twin(other).pin).toBe(other);
  });
});

test('a fork of a pinned frame is not pinned: what runs in it is not the body of the generator', () => {
  const pinned = Zone.root.twin({ frame: Zone.root, isRunning: false });
  expect(pinned.fork().pin).toBeUndefined();
});

test('a zone is shown by the name of its run, and not with a whole trace and its inputs', () => {
  const zone = Zone.root.fork({
    activeRun: Object.assign({ id: 'run' }, { name: 'answer', inputs: 'x'.repeat(1000) }),
  });
  expect(inspect(zone)).toBe('Zone <answer>');
  expect(inspect({ zone: Zone.root })).toBe('{ zone: Zone <no run> }');
});

test.each([[undefined], [null], [5], [{}], [{ settings: {} }]])(
  'enter and leave throw on what is no zone: %p',
  (given) => {
    const before = Zone.current;
    expect(() => Zone.enter(given as Zone)).toThrow(/^Zone\.enter got .*, which is no zone\./);
    expect(() => Zone.leave(given as Zone)).toThrow(/^Zone\.leave got .*, which is no zone\./);
    expect(Zone.current === before).toBe(true);
  },
);
