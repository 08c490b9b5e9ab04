/** Suspends for some turns of the microtask queue, in the way that the bare stack cannot see. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
}
