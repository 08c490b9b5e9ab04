/** Collects garbage until nothing else can be: a finalizer may let go of more. `false` where something is still held. */
export async function collected(...references: readonly WeakRef<object>[]): Promise<boolean> {
  for (let round = 0; round < 20; round += 1) {
    // A weak reference that was read in a task keeps its target alive until the end of it.
    await new Promise((resolve) => setTimeout(resolve));
    (globalThis as { gc?: () => void }).gc?.();
    if (references.every((reference) => reference.deref() === undefined)) return true;
  }
  return false;
}
