import { isPlainObject } from '../capture/plainObject.js';

/** What the value of an option has to be: in words, and as a test. */
export type Check = readonly [what: string, holds: (value: unknown) => boolean];

/** The options of a function, and what the value of each has to be. */
export type Checks = Readonly<Record<string, Check>>;

const isText = (value: unknown): value is string => typeof value === 'string';

export const aText: Check = ['a string', isText];
export const aSwitch: Check = ['true or false', (value) => typeof value === 'boolean'];
export const aNumber: Check = ['a number', (value) => typeof value === 'number' && !Number.isNaN(value)];
export const aFunction: Check = ['a function', (value) => typeof value === 'function'];
export const texts: Check = ['a list of strings', (value) => Array.isArray(value) && value.every(isText)];
export const anObject: Check = [
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
];
export const aPlainObject: Check = ['a plain object', isPlainObject];
export const anything: Check = ['anything', () => true];
