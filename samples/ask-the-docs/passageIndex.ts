import MiniSearch from 'minisearch';
import { traceable } from 'tracenest';
import type { Block, Passage } from './passage.js';
import type { Query } from './reformulate.js';

/** What a query has to find: a passage with all of its words, or with any. */
export type Strictness = 'every word' | 'any word';

// Prose alone: code that happens to have the words does not explain them.
function proseOf(blocks: readonly Block[]): string {
  return blocks.map(({ kind, text }) => (kind === 'prose' ? text : '')).join('\n');
}

/** Ranks passages by how well they match (BM25+, by `minisearch`). */
export class PassageIndex {
  readonly #passages: readonly Passage[];
  readonly #index = new MiniSearch<Passage>({
    fields: ['heading', 'trail', 'text'],
    extractField({ id, trail, blocks }, field) {
      if (field === 'heading') return trail.at(-1) ?? '';
      if (field === 'trail') return trail.slice(0, -1).join(' ');
      return field === 'text' ? proseOf(blocks) : id;
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
      boost: { heading: 3 },
      // A line or two below a fitting heading rank high for being short, and explain little.
      boostDocument: (id) => (this.#proseLength(id as number) < 80 ? 0.3 : 1),
      combineWith: strictness === 'every word' ? 'AND' : 'OR',
      prefix,
      fuzzy: strictness === 'any word' ? 0.15 : false,
    });
    return results.slice(0, limit).map(({ id }) => this.#passages[id as number] as Passage);
  }

  #proseLength(id: number): number {
    return proseOf(this.#passages[id]?.blocks ?? []).trim().length;
  }
}
