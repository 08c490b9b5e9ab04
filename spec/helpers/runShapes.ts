import fc from 'fast-check';

/** Metadata as programs have it: a flat or nested object of JSON values. JSON has no negative zero. */
export const metadataShapes: fc.Arbitrary<Record<string, unknown>> = fc
  .dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 })
  .map((bag) => JSON.parse(JSON.stringify(bag)) as Record<string, unknown>);

/** Texts of whole code points, such as HTTP can carry percent-encoded. */
export const wholeTexts: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', minLength: 1 });

/** Characters that mean something in a `baggage` header or in its escapes, in random order. */
export const troublesomeTexts: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom('%', ',', '2', '5', 'C', 'c', ';', '=', ' ', '"', '\\', 'ä', '😀', 'a'),
  minLength: 1,
});
