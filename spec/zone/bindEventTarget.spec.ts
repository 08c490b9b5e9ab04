import { describe, expect, test } from '@jest/globals';
import { bindEmitter } from 'tracenest';
import { here, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

function boundInA<Target extends EventTarget>(target: Target): Target {
  return labelled('A').run(() => bindEmitter(target));
}

function dispatchInC(target: EventTarget): void {
  labelled('C').run(() => target.dispatchEvent(new Event('event')));
}

describe('bindEmitter on an EventTarget', () => {
  test('runs functions where the target was bound, with the event and the target as this', () => {
    const target = boundInA(new EventTarget());
    const seen: unknown[] = [];
    target.addEventListener('event', function (this: unknown, event) {
      seen.push(here(), event.type, this === target);
    });
    dispatchInC(target);
    expect(seen).toEqual(['A', 'event', true]);
  });

  test('runs objects as listeners, with the object as this', () => {
    const target = boundInA(new EventTarget());
    const seen: unknown[] = [];
    const listener = {
      handleEvent(event: Event) {
        seen.push(here(), event.type, this === listener);
      },
    };
    target.addEventListener('event', listener);
    dispatchInC(target);
    target.removeEventListener('event', listener);
    dispatchInC(target);
    expect(seen).toEqual(['A', 'event', true]);
  });

  test('calls handleEvent as it is at the dispatch, not as it was when added', () => {
    const target = boundInA(new EventTarget());
    const seen: string[] = [];
    const listener = { handleEvent: () => void seen.push('early') };
    target.addEventListener('event', listener);
    listener.handleEvent = () => void seen.push('late');
    dispatchInC(target);
    expect(seen).toEqual(['late']);
  });

  test('the same listener added twice is called once', () => {
    const target = boundInA(new EventTarget());
    let calls = 0;
    const listener = () => void (calls += 1);
    target.addEventListener('event', listener);
    target.addEventListener('event', listener);
    dispatchInC(target);
    expect(calls).toBe(1);
  });

  test('capture, once, passive and signal keep their meaning', () => {
    const target = boundInA(new EventTarget());
    const seen: string[] = [];
    const listener = () => void seen.push('captured');
    const controller = new AbortController();
    target.addEventListener('event', listener, { capture: true });
    target.addEventListener('event', () => seen.push('once'), { once: true });
    target.addEventListener('event', () => seen.push('until aborted'), { signal: controller.signal });
    target.removeEventListener('event', listener);
    dispatchInC(target);
    controller.abort();
    target.removeEventListener('event', listener, { capture: true });
    dispatchInC(target);
    expect(seen.sort()).toEqual(['captured', 'once', 'until aborted']);
  });

  test('binds an AbortSignal, aborted by its controller or by time', async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    boundInA(controller.signal).addEventListener('abort', () => seen.push(here()));
    labelled('C').run(() => controller.abort());
    const timed = boundInA(AbortSignal.timeout(1));
    const aborted = new Promise<void>((resolve) =>
      labelled('B').run(() => timed.addEventListener('abort', () => (seen.push(here()), resolve()))),
    );
    await Promise.all([aborted, pause(5)]);
    expect(seen).toEqual(['A', 'A']);
    expect(controller.signal.aborted).toBe(true);
  });

  test('binding it twice changes nothing', () => {
    const target = boundInA(new EventTarget());
    labelled('B').run(() => bindEmitter(target));
    const seen: string[] = [];
    target.addEventListener('event', () => seen.push(here()));
    dispatchInC(target);
    expect(seen).toEqual(['A']);
  });
});
