import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const css = readFileSync(join(import.meta.dirname, '../../../lib/viewer/style/tokens.css'), 'utf8');

/** The tokens that are colours for both schemes: `[light, dark]`. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
);

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['ground', 'surface', 'sunken', 'raised', 'hover'];
const texts = ['text', 'text-soft', 'text-faint', 'accent', 'good', 'bad', 'warning', 'running'];
const pairs = [
  ...texts.flatMap((text) => grounds.map((ground) => [text, ground])),
  ...['text', 'text-soft', 'accent', 'text-faint'].map((text) => [text, 'accent-soft']),
  ...['text', 'text-soft'].flatMap((text) => [
    [text, 'added-soft'],
    [text, 'removed-soft'],
    [text, 'changed-soft'],
    [text, 'warning-soft'],
    [text, 'bad-soft'],
  ]),
  ['accent-text', 'accent'],
  ['bad', 'bad-soft'],
  ['warning', 'warning-soft'],
  ...[...tokens.keys()].filter((name) => name.startsWith('type-')).map((name) => [name, 'surface']),
] as [string, string][];

/** The ground of a label: a tenth of its own colour over another one. */
function tinted(colour: string, ground: string): string {
  const mixed = [1, 3, 5].map((at) => {
    const [top, below] = [colour, ground].map((hex) => parseInt(hex.slice(at, at + 2), 16)) as [number, number];
    return Math.round(0.1 * top + 0.9 * below)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

test.each(['good', 'bad', 'warning', 'running'])('the label of a status that is %s can be read', (name) => {
  for (const scheme of [0, 1] as const) {
    for (const ground of ['surface', 'ground']) {
      const colour = tokens.get(name)?.[scheme] ?? '';
      const ratio = contrast(colour, tinted(colour, tokens.get(ground)?.[scheme] ?? ''));
      expect({ scheme, ground, isReadable: ratio >= 4.5, ratio }).toMatchObject({ isReadable: true });
    }
  }
});

test.each(pairs)('%s can be read on %s, in both schemes', (text, ground) => {
  for (const scheme of [0, 1] as const) {
    const ratio = contrast(tokens.get(text)?.[scheme] ?? '', tokens.get(ground)?.[scheme] ?? '');
    expect({ scheme, isReadable: ratio >= 4.5, ratio }).toMatchObject({ isReadable: true });
  }
});
