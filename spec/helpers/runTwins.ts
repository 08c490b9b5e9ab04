import type { MethodDecorator } from 'tracenest';
import { Observer } from './observe.js';
import type { Twin } from './twin.js';

/** One way of tracing the same script. */
export interface TwinVariant {
  readonly name: string;
  readonly traced: MethodDecorator;
  /** Calls the script in the surroundings of the variant. */
  readonly around?: (script: () => void | Promise<void>) => void | Promise<void>;
}

/** The logs of one script, by variant. */
export type TwinLogs = Record<string, readonly string[]>;

const timeLimitMs = 5_000;

async function within(observer: Observer, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      observer.note('the script hangs');
      resolve();
    }, timeLimitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

async function observe(twin: Twin, { traced, around }: TwinVariant): Promise<readonly string[]> {
  const observer = new Observer();
  const unhandled = (reason: unknown): void => observer.note('unhandledRejection', reason);
  const handledLate = (): void => observer.note('rejectionHandled');
  process.on('unhandledRejection', unhandled);
  process.on('rejectionHandled', handledLate);
  const script = async (): Promise<void> => {
    try {
      await twin.script(observer, traced);
    } catch (error) {
      observer.note(`the script threw ${error instanceof Error ? error.stack : ''}`, error);
    }
  };
  await within(observer, Promise.resolve(around === undefined ? script() : around(script)));
  await observer.idle();
  process.off('unhandledRejection', unhandled);
  process.off('rejectionHandled', handledLate);
  return observer.log;
}

/** Runs every script in every variant, one after the other. */
export async function runTwins(
  twins: readonly Twin[],
  variants: readonly TwinVariant[],
): Promise<Record<string, TwinLogs>> {
  const logs: Record<string, TwinLogs> = {};
  for (const twin of twins) {
    const own: TwinLogs = (logs[twin.name] = {});
    for (const variant of variants) own[variant.name] = await observe(twin, variant);
  }
  return logs;
}
