// What is measured, whatever the library: one set of bodies, wrapped by each adapter. The bodies do next to nothing,
// so that a figure is the price of tracing.

export const chunksPerCall = 100;
export const nestedDepth = 10;

/** Two record-like objects: ten fields, a nested array and 200 characters of text each. */
const documents = Array.from({ length: 2 }, (_, index) => ({
  id: `doc-${index}`,
  sequence: index,
  title: 'On the nesting of runs',
  text: 'A run belongs under the run whose code called it.  '.repeat(4).slice(0, 200),
  language: 'en',
  score: 0.8125,
  published: true,
  parent: null,
  author: { name: 'Ada', team: 'tracing' },
  passages: [
    { start: 0, end: 64, label: 'claim' },
    { start: 64, end: 128, label: 'proof' },
    { start: 128, end: 200, label: 'example' },
  ],
}));
export const [inputDocument, outputDocument] = documents;

/**
 * @typedef {'sync' | 'async' | 'generator' | 'asyncGenerator'} Kind
 * @typedef {<F extends Function>(body: F, kind: Kind, name: string) => F} Wrap
 */

/** @param {Wrap} wrap how a library traces a plain function */
export function wrapSubjects(wrap) {
  const nested = wrap((depth) => (depth === 1 ? 1 : 1 + nested(depth - 1)), 'sync', 'nested');
  return {
    sync: wrap((text) => text.length, 'sync', 'sync'),
    async: wrap(
      async (text) => {
        // One suspension: a body that never suspends would not test the context.
        await undefined;
        return text.length;
      },
      'async',
      'async',
    ),
    generator: wrap(
      function* (text) {
        for (let index = 0; index < chunksPerCall; index++) yield text;
      },
      'generator',
      'generator',
    ),
    asyncGenerator: wrap(
      async function* (text) {
        for (let index = 0; index < chunksPerCall; index++) yield text;
      },
      'asyncGenerator',
      'asyncGenerator',
    ),
    nested,
    payload: wrap((document) => (document.sequence < 0 ? document : outputDocument), 'sync', 'payload'),
  };
}
