/** Resolves after the event loop has let others have their turn. */
export async function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How long one piece of work may hold the event loop, in milliseconds. */
const stretch = 3;

/** Work in small steps that lets others have their turn when it has held the loop for a while. */
export class Stretches {
  #since = performance.now();

  async step(): Promise<void> {
    if (performance.now() - this.#since < stretch) return;
    await nextTurn();
    this.#since = performance.now();
  }
}
