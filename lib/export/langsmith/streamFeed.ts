import { chunkText } from '../../conventions/chunkText.js';
import { snapshotWithin } from '../../capture/snapshot.js';
import { showsParts } from '../../run/processRedaction.js';
import type { Run } from '../../run/run.js';
import { silently } from '../../run/silently.js';
import { maxStreamedText, type StreamedPiece } from '../../wire/streamedText.js';

/** Takes what runs have streamed to where somebody may be looking. */
export interface StreamTarget {
  /** Whether the server shows it; `undefined` while that is not known. */
  readonly showsStreams: boolean | undefined;
  /** Resolves with what became of it, and never rejects. */
  sendStreams(pieces: readonly StreamedPiece[]): Promise<'taken' | 'out of step' | 'failed'>;
}

/** Which run it is there: a replica has ids of its own. */
export type PlaceOf = (run: Run) => Pick<StreamedPiece, 'id' | 'traceId'>;

interface Stream {
  readonly run: Run;
  readonly chunks: readonly unknown[];
  /** Chunks and characters of them that the server has. */
  sent: Progress;
}

interface Progress {
  readonly chunks: number;
  readonly length: number;
}

const everyMs = 300;
/** After a request that failed: a server that is away is not asked several times a second. */
const pauseMs = 5_000;
/** Characters in one request, so that it is little work; what is beyond comes with the next one. */
const mostAtOnce = 30_000;
/** Of a chunk that is no text: enough to see what it is. */
const maxValue = 2_000;

const nothingSent: Progress = { chunks: 0, length: 0 };

/** A value by a line of JSON. Never throws: an aggregator's chunks are the program's own objects. */
function pieceOf(chunk: unknown): string {
  try {
    return chunkText(chunk) ?? `${JSON.stringify(snapshotWithin(chunk, { left: maxValue })) ?? ''}\n`;
  } catch {
    return '';
  }
}

/**
 * Shows what runs stream while they do: a few times a second, in one request for all of them, each time what is new. Beside
 * delivery and none of it: what fails is neither told nor tried again, nothing waits for it, and it keeps no process alive. The
 * end of a run tells its outputs in full, whatever became of this.
 */
export class StreamFeed {
  readonly #target: StreamTarget;
  readonly #placeOf: PlaceOf;
  readonly #streams = new Map<Run, Stream>();
  #timer: NodeJS.Timeout | undefined;
  #isSending = false;
  #notBefore = -Infinity;

  constructor(target: StreamTarget, placeOf: PlaceOf) {
    this.#target = target;
    this.#placeOf = placeOf;
  }

  /** Follows a run to its end; `false` where there is nobody to show it to. */
  follow(run: Run, chunks: readonly unknown[]): boolean {
    if (this.#target.showsStreams === false) return false;
    this.#streams.set(run, { run, chunks, sent: nothingSent });
    this.#timer ??= silently(() => setInterval(() => this.#look(), everyMs)).unref();
    return true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#streams.clear();
  }

  #look(): void {
    for (const { run } of this.#streams.values()) {
      if (run.endTime !== undefined || !showsParts()) this.#streams.delete(run);
    }
    if (this.#streams.size === 0 || this.#target.showsStreams === false) return this.close();
    if (this.#target.showsStreams === undefined || this.#isSending || performance.now() < this.#notBefore) return;
    void this.#send();
  }

  async #send(): Promise<void> {
    const pieces: StreamedPiece[] = [];
    const after = new Map<Stream, Progress>();
    let room = mostAtOnce;
    for (const stream of this.#streams.values()) {
      if (room <= 0) break;
      const news = this.#newsOf(stream, room);
      if (news === undefined) continue;
      if (news.piece.text === '') {
        stream.sent = news.after;
        continue;
      }
      after.set(stream, news.after);
      pieces.push(news.piece);
      room -= news.piece.text.length;
    }
    if (pieces.length === 0) return;
    this.#isSending = true;
    const outcome = await this.#target.sendStreams(pieces);
    this.#isSending = false;
    // A server that was started anew has nothing of what was sent before.
    for (const [stream, progress] of after) stream.sent = outcome === 'taken' ? progress : nothingSent;
    if (outcome === 'failed') this.#notBefore = performance.now() + pauseMs;
  }

  #newsOf({ run, chunks, sent }: Stream, room: number): { piece: StreamedPiece; after: Progress } | undefined {
    const left = maxStreamedText - sent.length;
    if (chunks.length === sent.chunks || left <= 0) return undefined;
    let text = '';
    let read = sent.chunks;
    while (read < chunks.length && text.length <= Math.min(left, room)) {
      text += pieceOf(chunks[read++]).slice(0, left + 1);
    }
    const isCut = text.length > left;
    const piece = { ...this.#placeOf(run), at: sent.length, text: text.slice(0, left), ...(isCut ? { isCut } : {}) };
    return { piece, after: { chunks: read, length: sent.length + piece.text.length } };
  }
}
