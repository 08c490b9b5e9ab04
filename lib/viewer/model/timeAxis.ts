/** Round distances for about `wanted` marks over `span`: 1, 2 or 5 times a power of ten. */
export function timeMarks(span: number, wanted: number): number[] {
  if (!(span > 0) || !Number.isFinite(span) || wanted < 1) return [0];
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  // A few more than wanted is better than half of them.
  const step = ([1, 2, 5, 10].find((factor) => factor * power * 1.25 >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}
