import { describe, expect, test } from '@jest/globals';
import { keep, startRun, traceable, tracingContext, Zone } from 'tracenest';
import { expectTree } from 'tracenest/testing';
import { carrier } from '../../lib/zone/zone.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { exporter, diagnostics } = freshTracing();

const codes = () => diagnostics.map(({ code }) => code);

class Service {
  @traceable
  async hold(): Promise<string[]> {
    const seen: string[] = [];
    {
      using _ = tracingContext(label('block'));
      seen.push(here());
      await keep(pause());
      seen.push(here());
      await this.step();
      seen.push(here());
    }
    seen.push(here());
    await this.step();
    return [...seen, here()];
  }

  @traceable
  async loseIt(): Promise<string[]> {
    using _ = tracingContext(label('block'));
    const before = here();
    await pause();
    return [before, here()];
  }

  @traceable
  async run(): Promise<void> {
    {
      using _ = startRun({ name: 'block' });
      await this.step();
      await keep(pause());
      await this.step();
    }
    await this.step();
  }

  @traceable
  async step(): Promise<void> {
    await pause();
  }
}

describe('a block of a decorated method, on whichever carrier', () => {
  test('is open over awaits of decorated methods and kept promises, and closed after its end', async () => {
    const seen = labelled('A').run(() => new Service().hold());
    expect(here()).toBe('none');
    expect(await seen).toEqual(['block', 'block', 'block', 'A', 'A']);
    expect(codes()).toEqual([]);
  });

  test('that starts a run, has below it what is called in it', async () => {
    await new Service().run();
    expectTree(
      exporter,
      `
      Service.run
        block
          Service.step
          Service.step
        Service.step
      `,
    );
    expect(codes()).toEqual([]);
  });

  test('is lost at an await of what nothing carries, and then its end changes nothing', async () => {
    const seen = labelled('A').run(() => new Service().loseIt());
    expect(here()).toBe('none');
    expect(await seen).toEqual(['block', carrier.survivesAwait ? 'block' : 'none']);
    expect(Zone.current === Zone.root).toBe(true);
    if (carrier.survivesAwait) return expect(codes()).toEqual([]);
    expect(codes()).toEqual(['scope-lost']);
    expect(diagnostics[0]?.message).toContain('keep(');
  });
});

describe('a block of a function that is not decorated', () => {
  async function undecorated(): Promise<string[]> {
    using _ = tracingContext(label('block'));
    const before = here();
    await pause();
    return [before, here()];
  }

  test('ends on the bare stack with the first await, and that is said once, with advice', async () => {
    const seen = new Promise<string[]>((resolve) => setTimeout(() => void undecorated().then(resolve)));
    expect(await seen).toEqual(['block', carrier.survivesAwait ? 'block' : 'none']);
    expect(here()).toBe('none');
    // With AsyncLocalStorage it leaks into the caller instead.
    expect(codes()).toEqual([carrier.survivesAwait ? 'scope-leaked' : 'scope-lost']);
    expect(diagnostics[0]?.message).toContain('Use the callback form');
  });

  test('never stays current for the rest of the program', async () => {
    const done = new Promise<unknown>((resolve) => setTimeout(() => void undecorated().then(resolve)));
    const others = Promise.all([1, 2, 3].map((milliseconds) => pause(milliseconds).then(here)));
    expect(await others).toEqual(['none', 'none', 'none']);
    await done;
    expect(Zone.current === Zone.root).toBe(true);
  });

  test('in its synchronous part is a block like any other', () => {
    labelled('A').run(() => {
      {
        using _ = tracingContext(label('block'));
        expect(here()).toBe('block');
      }
      expect(here()).toBe('A');
    });
    expect(codes()).toEqual([]);
  });
});
