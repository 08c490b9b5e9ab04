import { traceable } from 'tracenest';
import { placeOf, type Passage } from './passage.js';
import type { PassageIndex, Strictness } from './passageIndex.js';
import { reformulate, type Query } from './reformulate.js';
import { withRetries } from './withRetries.js';

/** No passage is what a query asked for. */
class NoMatchError extends Error {
  override readonly name = 'NoMatchError';
}

const perQuery = 8;
const places = (passages: unknown): object => ({ found: (passages as Passage[]).map(placeOf) });

/** Looks for passages with several queries at once. */
@traceable({ runType: 'retriever', processOutputs: places })
export class PassageSearch {
  readonly #index: PassageIndex;

  constructor(index: PassageIndex) {
    this.#index = index;
  }

  @traceable
  async search(question: string, limit: number): Promise<Passage[]> {
    const rankings = await Promise.all(reformulate(question).map((query) => this.find(query)));
    return this.fuse(rankings, limit);
  }

  /** Asks for every word first. Where no passage has them all, that attempt fails, and the next asks for any of them. */
  @traceable((_self: PassageSearch, query: Query) => ({ name: `find ${query.name}`, metadata: { words: query.words } }))
  protected async find(query: Query): Promise<Passage[]> {
    const strictness: readonly Strictness[] = ['every word', 'any word'];
    return withRetries(async (attempt) => this.attempt(query, strictness[attempt - 1] ?? 'any word'), {
      attempts: strictness.length,
      isWorthRetrying: (error) => error instanceof NoMatchError,
    }).catch((error: unknown) => {
      if (error instanceof NoMatchError) return [];
      throw error;
    });
  }

  @traceable((_self: PassageSearch, _query: Query, strictness: Strictness) => ({ name: strictness }))
  protected async attempt(query: Query, strictness: Strictness): Promise<Passage[]> {
    const passages = this.#index.search(query, strictness, perQuery);
    if (passages.length > 0) return passages;
    const where = query.fields.includes('text') ? 'passage' : 'heading';
    throw new NoMatchError(`no ${where} has ${strictness} of: ${query.words.join(', ')}`);
  }

  /** Reciprocal rank fusion: a passage that several queries rank high beats one that a single query ranks first. */
  @traceable({ name: 'fuse rankings', runType: 'parser', processInputs: ({ limit }) => ({ limit }) })
  protected fuse(rankings: readonly (readonly Passage[])[], limit: number): Passage[] {
    const scores = new Map<Passage, number>();
    for (const ranking of rankings) {
      ranking.forEach((passage, rank) => scores.set(passage, (scores.get(passage) ?? 0) + 1 / (60 + rank)));
    }
    const ranked = [...scores].sort(([, one], [, other]) => other - one);
    return ranked.slice(0, limit).map(([passage]) => passage);
  }
}
