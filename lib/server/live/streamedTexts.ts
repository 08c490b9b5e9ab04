import { maxStreamedText, type StreamedPiece } from '../../wire/streamedText.js';
import type { RunChange } from '../store/runChange.js';

/** What one run has streamed so far. Begun anew, it is another object. */
export interface StreamedText {
  readonly id: string;
  readonly traceId: string;
  text: string;
  isCut: boolean;
  heardAt: number;
}

/** Characters that are held of all runs together; beyond, those go that have said nothing for the longest time. */
const maxCharacters = 16_000_000;
const maxRuns = 10_000;
/** A run of which no more is heard has ended elsewhere, or its program was killed. */
const forgetAfterMs = 600_000;

/**
 * What runs that go on have streamed, for the pages that are open: in memory, beside the store, so that nothing of it can come
 * in the way of what a run tells with its end. Known to the server that was told, and to no other on the same store.
 */
export class StreamedTexts {
  /** The one that was heard of last stands last. */
  readonly #texts = new Map<string, StreamedText>();
  readonly #now: () => number;
  #characters = 0;
  #version = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** `false`: it does not fit behind what is here, and has to begin anew. */
  take({ id, traceId, at, text, isCut = false }: StreamedPiece): boolean {
    const known = this.#texts.get(id);
    const before = at === 0 ? '' : known?.traceId === traceId ? known.text : undefined;
    if (before?.length !== at) return false;
    this.#forget(id);
    const heardAt = this.#now();
    const grown = at === 0 || known === undefined ? { id, traceId, text: '', isCut, heardAt } : known;
    grown.text = (before + text).slice(0, maxStreamedText);
    grown.isCut = isCut || at + text.length > maxStreamedText;
    grown.heardAt = heardAt;
    this.#texts.set(id, grown);
    this.#characters += grown.text.length;
    this.#version += 1;
    this.#forgetOldest(heardAt - forgetAfterMs);
    return true;
  }

  /** What is known of the runs of a trace. */
  of(traceId: string): readonly StreamedText[] {
    const since = this.#now() - forgetAfterMs;
    return [...this.#texts.values()].filter((text) => text.traceId === traceId && text.heardAt >= since);
  }

  /** Forgets runs whose end is stored. */
  ended(changes: readonly RunChange[]): void {
    if (this.#texts.size === 0) return;
    for (const { id, facts } of changes) if (facts.endTime !== undefined) this.#forget(id);
  }

  #forget(id: string): void {
    this.#characters -= this.#texts.get(id)?.text.length ?? 0;
    this.#texts.delete(id);
  }

  #forgetOldest(before: number): void {
    for (const { id, heardAt } of this.#texts.values()) {
      if (heardAt >= before && this.#characters <= maxCharacters && this.#texts.size <= maxRuns) return;
      this.#forget(id);
    }
  }
}

/** What one page has been sent of the texts of its trace. */
export class StreamedNews {
  readonly #texts: StreamedTexts;
  readonly #traceId: string;
  readonly #sent = new Map<string, { readonly of: StreamedText; readonly length: number }>();
  #version = -1;

  constructor(texts: StreamedTexts, traceId: string) {
    this.#texts = texts;
    this.#traceId = traceId;
  }

  /** What has come since it was asked last. */
  take(): readonly StreamedPiece[] {
    if (this.#version === this.#texts.version) return [];
    this.#version = this.#texts.version;
    const pieces: StreamedPiece[] = [];
    for (const known of this.#texts.of(this.#traceId)) {
      const { id, traceId, text, isCut } = known;
      const sent = this.#sent.get(id);
      const at = sent?.of === known ? sent.length : 0;
      if (sent?.of === known && at === text.length) continue;
      this.#sent.set(id, { of: known, length: text.length });
      pieces.push({ id, traceId, at, text: text.slice(at), isCut });
    }
    return pieces;
  }
}
