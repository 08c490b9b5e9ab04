/** Picture formats that a browser draws and that hold no script. SVG is not among them. */
const drawn = /^data:image\/(png|jpeg|jpg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]+$/;

/** How the base64 of each format begins. */
const beginnings: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

const leastLength = 60;

/** Whether a text of which only the beginning is here will be the source of a picture once all of it is. */
export function beginsAsImage(text: string): boolean {
  const head = text.slice(0, leastLength);
  return imageSource(head.startsWith('data:image/') ? `${head}A` : head.padEnd(leastLength, 'A')) !== undefined;
}

/** The text as the source of a picture, where it is one: a data URL, or bare base64 of a known format. */
export function imageSource(text: string): string | undefined {
  if (text.startsWith('data:image/')) return drawn.test(text) ? text : undefined;
  if (text.length < leastLength || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const type = beginnings.find(([beginning]) => text.startsWith(beginning))?.[1];
  return type === undefined ? undefined : `data:${type};base64,${text}`;
}
