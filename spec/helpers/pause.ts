/** Lets the timers and microtasks run that are due, by way of a promise that nothing carries. */
export function pause(milliseconds = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
