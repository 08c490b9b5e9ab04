import MiniSearch from 'minisearch';
import { traceable } from 'tracenest';
import type { Passage } from './passage.js';
import type { Query } from './reformulate.js';

/** What a query has to find: a passage with all of its words, or with any. */
export type Strictness = 'every word' | 'any word';

/** Ranks passages by how well they match (BM25+, by `minisearch`). */
export class PassageIndex {
  readonly #passages: readonly Passage[];
  readonly #index = new MiniSearch<Passage>({
    fields: ['heading', 'trail', 'text'],
    extractField({ id, trail, blocks }, field) {
      if (field === 'heading') return trail.at(-1) ?? '';
      if (field === 'trail') return trail.slice(0, -1).join(' ');
      return field === 'text' ? blocks.map(({ text }) => text).join('\n') : id;
    },
  });

  private constructor(passages: readonly Passage[]) {
    this.#passages = passages;
  }

  // Without `processInputs` every passage would be copied into the trace.
  @traceable({
    runType: 'tool',
    processInputs: ({ passages }) => ({ passages: (passages as readonly Passage[]).length }),
    processOutputs: (index) => ({ words: (index as PassageIndex).#index.termCount }),
  })
  static of(passages: readonly Passage[]): PassageIndex {
    const index = new PassageIndex(passages);
    index.#index.addAll(passages);
    return index;
  }

  /** The best passages, the best first. */
  search({ words, fields, prefix }: Query, strictness: Strictness, limit: number): Passage[] {
    const results = this.#index.search(words.join(' '), {
      fields: [...fields],
      boost: { heading: 4, trail: 2 },
      combineWith: strictness === 'every word' ? 'AND' : 'OR',
      prefix,
      fuzzy: strictness === 'any word' ? 0.15 : false,
    });
    return results.slice(0, limit).map(({ id }) => this.#passages[id as number] as Passage);
  }
}
