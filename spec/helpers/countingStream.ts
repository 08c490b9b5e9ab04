/** A stream of the numbers below one. */
export function countingStream(count: number): ReadableStream<number> {
  let next = 0;
  return new ReadableStream<number>({
    pull(controller) {
      if (next < count) controller.enqueue(next++);
      else controller.close();
    },
  });
}
