import { configure, getCurrentRunTree, traceable, Zone } from 'tracenest';

configure({ exporter: { onEnd: () => undefined } });

class Deep {
  @traceable
  call(level: number): number {
    return this.call(level + 1) + 1;
  }

  @traceable
  async wait(level: number): Promise<number> {
    return (await this.wait(level + 1)) + 1;
  }

  @traceable
  *walk(level: number): Generator<number> {
    yield* this.walk(level + 1);
  }

  @traceable
  async *stream(level: number): AsyncGenerator<number> {
    yield* this.stream(level + 1);
  }
}

const deep = new Deep();
const overflows: Record<string, () => unknown> = {
  sync: () => deep.call(0),
  async: () => deep.wait(0),
  generator: () => [...deep.walk(0)],
  'async generator': () => deep.stream(0).next(),
};

let unhandled = 0;
process.on('unhandledRejection', () => (unhandled += 1));

/** Each depth lets another function be the one that does not fit any more. */
function atDepth(depth: number, overflow: () => unknown): unknown {
  return depth === 0 ? overflow() : atDepth(depth - 1, overflow);
}

async function errorsOf(overflow: () => unknown): Promise<unknown> {
  const errors = new Set<string>();
  for (let attempt = 0; attempt < 120; attempt++) {
    try {
      await atDepth(attempt * (1 + (attempt % 4)), overflow);
    } catch (error) {
      errors.add((error as Error).name);
    }
    if (getCurrentRunTree() !== undefined || Zone.current !== Zone.root) errors.add('another zone is current');
  }
  return [...errors];
}

async function main(): Promise<unknown> {
  const errors: Record<string, unknown> = {};
  for (const [kind, overflow] of Object.entries(overflows)) errors[kind] = await errorsOf(overflow);
  // Node's own timers must still keep the process alive.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  return { errors, unhandled };
}

export default await main();
