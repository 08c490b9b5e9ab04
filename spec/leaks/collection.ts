import { configure, type Run } from 'tracenest';

const turn = (milliseconds = 2): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Collects garbage until a condition holds, or long enough to say that it never will. */
export async function collectedUntil(condition: () => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 60; attempt++) {
    globalThis.gc?.();
    // Callbacks of finalization registries are tasks of their own.
    // The library may look after what is pending now and then only, so the later attempts take their time.
    await turn(attempt < 20 ? 2 : 50);
    if (condition()) return true;
  }
  return false;
}

/** Bytes in use, without what could be collected. Finalizers come in tasks of their own, and let go of more. */
export async function usedBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 3;) {
    globalThis.gc?.();
    await turn();
    const { heapUsed } = process.memoryUsage();
    unchanged = heapUsed < least - 10_000 ? 0 : unchanged + 1;
    least = Math.min(least, heapUsed);
  }
  return least;
}

/** Keeps of every run how it ended and nothing of the run itself. */
export class StatusExporter {
  started = 0;
  readonly ended: Record<string, number> = {};

  onStart(): void {
    this.started += 1;
  }

  onEnd({ status }: Run): void {
    this.ended[status] = (this.ended[status] ?? 0) + 1;
  }

  get endedCount(): number {
    return Object.values(this.ended).reduce((sum, count) => sum + count, 0);
  }
}

/** Traces into an exporter that keeps nothing. */
export function tracedInto(): StatusExporter {
  const exporter = new StatusExporter();
  configure({ exporter, enabled: true });
  return exporter;
}
