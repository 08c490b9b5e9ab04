import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect } from '@jest/globals';
import { bind, bindEmitter, getCurrentRunTree, keep, traceable } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import { startWorker } from '../inWorker.js';
import type { Stage } from '../stage.js';

type Schedule = (callback: () => void) => unknown;

const schedulers: Readonly<Record<string, Schedule>> = {
  setTimeout: (callback) => setTimeout(callback),
  setInterval: (callback) => {
    const interval = setInterval(() => (clearInterval(interval), callback()));
  },
  setImmediate: (callback) => setImmediate(callback),
  queueMicrotask: (callback) => queueMicrotask(callback),
  nextTick: (callback) => process.nextTick(callback),
};

/** Where a callback finds itself that is handed to `schedule` in zone A. */
async function seenBy(stage: Stage, schedule: (note: () => void) => unknown): Promise<string> {
  return new Promise((resolve) => {
    stage.zone('A').run(() => schedule(() => resolve(stage.here())));
  });
}

const unbound = 'the zone is lost, unless the callback is bound';

export const schedulingCases: readonly ContractCase[] = [
  {
    number: 43,
    title: 'timers, immediates, microtasks and ticks belong to where they were started',
    guarantee: { bareStack: unbound },
    async run(stage) {
      for (const [name, schedule] of Object.entries(schedulers)) {
        expect([name, await seenBy(stage, schedule)]).toEqual([name, stage.orLost('A')]);
        expect([name, await seenBy(stage, (note) => schedule(bind(note)))]).toEqual([name, 'A']);
      }
    },
  },
  {
    number: 44,
    title: 'timers with the same delay keep their own zones',
    guarantee: { bareStack: unbound },
    async run(stage) {
      const labels = ['A', 'B', 'C', 'D'];
      const later = (label: string, wrap: (callback: () => void) => () => void) =>
        new Promise<string>((resolve) => {
          stage.zone(label).run(() =>
            setTimeout(
              wrap(() => resolve(stage.here())),
              2,
            ),
          );
        });
      const asTheyAre = labels.map((label) => later(label, (callback) => callback));
      const bound = labels.map((label) => later(label, bind));
      expect(await Promise.all(asTheyAre)).toEqual(labels.map((label) => stage.orLost(label)));
      expect(await Promise.all(bound)).toEqual(labels);
    },
  },
  {
    number: 45,
    title: 'clearing a timer twice does no harm',
    guarantee: 'everywhere',
    async run(stage) {
      const timer = stage.zone('A').run(() => setTimeout(bind(() => expect('this').toBe('never called'))));
      clearTimeout(timer);
      stage.zone('B').run(() => clearTimeout(timer));
      expect(await seenBy(stage, (note) => setTimeout(bind(note), 2))).toBe('A');
    },
  },
  {
    number: 46,
    title: 'a listener of an unbound emitter runs where the event is emitted',
    guarantee: 'everywhere',
    run(stage) {
      const seen: string[] = [];
      const emitter = new EventEmitter();
      stage.zone('A').run(() => emitter.on('event', () => seen.push(stage.here())));
      stage.zone('B').run(() => emitter.emit('event'));
      emitter.emit('event');
      expect(seen).toEqual(['B', 'start']);
    },
  },
  {
    number: 47,
    title: 'a listener of a bound emitter runs where the emitter was bound',
    guarantee: 'everywhere',
    run(stage) {
      const seen: string[] = [];
      const emitter = stage.zone('A').run(() => bindEmitter(new EventEmitter()));
      stage.zone('B').run(() => emitter.on('event', () => seen.push(stage.here())));
      emitter.on('event', () => seen.push(stage.here()));
      stage.zone('C').run(() => emitter.emit('event'));
      expect(seen).toEqual(['A', 'A']);
      expect(stage.here()).toBe('start');
    },
  },
  {
    number: 48,
    title: 'listeners of a bound emitter come once, go and are counted as ever',
    guarantee: 'everywhere',
    run(stage) {
      const emitter = stage.zone('A').run(() => bindEmitter(new EventEmitter()));
      let calls = 0;
      const listener = () => void (calls += 1);
      emitter.once('event', listener);
      emitter.on('event', listener);
      expect(emitter.listenerCount('event')).toBe(2);
      expect(emitter.listeners('event').map((found) => found === listener)).toEqual([true, true]);
      emitter.emit('event');
      emitter.emit('event');
      expect([calls, emitter.listenerCount('event')]).toEqual([3, 1]);
      emitter.off('event', listener);
      emitter.once('event', listener).removeListener('event', listener);
      expect(emitter.listenerCount('event')).toBe(0);
      emitter.on('event', listener).removeAllListeners('event');
      expect([emitter.emit('event'), calls]).toEqual([false, 3]);
    },
  },
  {
    number: 49,
    title: 'event targets and abort signals: where it is dispatched, or where the target was bound',
    guarantee: 'everywhere',
    run(stage) {
      const seen: string[] = [];
      const note = () => void seen.push(stage.here());
      const target = new EventTarget();
      const bound = stage.zone('A').run(() => bindEmitter(new EventTarget()));
      const controller = new AbortController();
      const boundController = new AbortController();
      stage.zone('A').run(() => bindEmitter(boundController.signal));
      stage.zone('B').run(() => {
        target.addEventListener('event', note);
        bound.addEventListener('event', { handleEvent: note });
        controller.signal.addEventListener('abort', note);
        boundController.signal.addEventListener('abort', note);
      });
      stage.zone('C').run(() => {
        target.dispatchEvent(new Event('event'));
        bound.dispatchEvent(new Event('event'));
        controller.abort();
        boundController.abort();
      });
      expect(seen).toEqual(['C', 'A', 'C', 'A']);
    },
  },
  {
    number: 52,
    title: 'work bound when it is put in a queue runs there, whoever takes it out',
    guarantee: 'everywhere',
    async run(stage) {
      const queue: (() => Promise<void> | void)[] = [];
      const seen: unknown[] = [];
      const note = () => void seen.push([getCurrentRunTree()?.name, stage.here()]);
      const request = (label: string) =>
        stage.zone(label).run(() => traceable(() => void queue.push(note, bind(note)), { name: `of ${label}` })());
      request('A');
      request('B');
      const drain = traceable(async () => {
        for (const job of queue) await keep(job());
      });
      await stage.zone('pool').run(() => drain());
      const unboundJob = ['anonymous', 'pool'];
      expect(seen).toEqual([unboundJob, ['of A', 'A'], unboundJob, ['of B', 'B']]);
    },
  },
  {
    number: 53,
    title: 'a worker inherits nothing and continues the trace by headers; its messages arrive where it was started',
    guarantee: { bareStack: 'as everywhere in the worker; the listener of its messages is in no zone unless bound' },
    async run(stage) {
      const parent = await stage.zone('A').run(() => traceable(askWorker)(stage));
      expect(parent.answer).toEqual({
        inherited: true,
        alone: undefined,
        continued: { traceId: parent.traceId, parentRunId: parent.id },
      });
      expect(parent.seen).toEqual([stage.orLost('A'), 'A']);
      // A bare port knows no listener's zone: its messages come in the one that made the channel, if in any.
      const { port1, port2 } = stage.zone('maker').run(() => new MessageChannel());
      const [unboundPort, boundPort] = await stage.zone('A').run(() =>
        Promise.all([
          new Promise((resolve) => port1.once('message', () => resolve(stage.here()))),
          new Promise((resolve) =>
            port1.once(
              'message',
              bind(() => resolve(stage.here())),
            ),
          ),
          port2.postMessage('message'),
        ]),
      );
      expect([stage.orLost('maker'), stage.root]).toContain(unboundPort);
      expect(boundPort).toBe('A');
      port1.close();
    },
  },
];

async function askWorker(stage: Stage) {
  const run = getCurrentRunTree();
  const bound = bind(stage.here);
  const worker = await keep(startWorker('continuesTrace', run?.toHeaders()));
  return new Promise<{ answer: unknown; seen: string[]; id: unknown; traceId: unknown }>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer) => {
      resolve({ answer, seen: [stage.here(), bound()], id: run?.id, traceId: run?.traceId });
    });
  });
}
