import { describe, expect, it } from '@jest/globals';
import { runDecorated, runUndecorated } from '../helpers/compareTwins.js';

const files = [
  'async',
  'asyncGeneratorProtocol',
  'asyncGenerators',
  'calls',
  'generatorProtocol',
  'generators',
  'iterables',
  'iterators',
  'members',
  'places',
  'promises',
  'promiseSubclass',
  'rejections',
  'streams',
  'sync',
  'thenables',
];

/** What a method's being bound to its object, and having the protocol on it, makes different: that is what it is for. */
const byDesign: Readonly<Record<string, string>> = {
  'this and arguments inside the body': 'bound',
  'this, arguments and detachment': 'bound',
  'this: instance, class, subclass, detached, borrowed, primitive': 'bound',
  'its descriptor on the prototype and on the class': 'an accessor gives every object its own',
  'name, length, own properties and kind of function': 'the protocol is there',
  'properties that others put on it': 'an object has its own',
  'super, through several levels': 'a method of the superclass is bound, too',
};

const plain = await runUndecorated(files);
const { logs } = await runDecorated(files, '[runnableVariant]');

describe('a method decorated with @runnable, called by hand, and an undecorated one agree in', () => {
  it.each(Object.keys(plain).filter((twin) => !(twin in byDesign)))('%s', (twin) => {
    expect(logs[twin]?.['runnable']).toEqual(plain[twin]?.['undecorated']);
  });
});

describe('they differ, because of what a runnable is, in', () => {
  it.each(Object.entries(byDesign))('%s: %s', (twin) => {
    expect(logs[twin]?.['runnable']).not.toEqual(plain[twin]?.['undecorated']);
  });
});
