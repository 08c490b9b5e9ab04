/** A colour of the style sheet as a canvas takes it: `light-dark()` and `color-mix()` only resolve on an element. */
export function resolvedColour(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
}
