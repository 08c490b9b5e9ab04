import { partNames } from '../../../wire/runDetail.js';
import { mergeFacts, type RankedFacts } from '../mergeFacts.js';
import type { RunChange, RunPayload } from '../runChange.js';
import type { SqlRow, SqlValue } from './database.js';
import { factsOfRow } from './factsRow.js';

/** The columns of `payload` besides its key, in the order of {@link PendingRun.overriding}. */
export const payloadColumns: readonly string[] = ['dotted_order', 'input_preview', 'output_preview', ...partNames];

function payloadValues({ dottedOrder, inputPreview, outputPreview, parts }: RunPayload): SqlValue[] {
  const texts = partNames.map((name) => parts[name] ?? null);
  return [dottedOrder ?? null, inputPreview ?? null, outputPreview ?? null, ...texts];
}

/** A run while a batch is written: what was stored of it, and what the batch makes of that. */
export class PendingRun {
  readonly id: string;
  readonly seq: number;
  /** As stored; `undefined` where it is new. */
  readonly before: RankedFacts | undefined;
  /** Payload that goes before what is stored, and such as only fills gaps: the stored one is not read for it. */
  readonly overriding: SqlValue[] = payloadColumns.map(() => null);
  readonly filling: SqlValue[] = payloadColumns.map(() => null);
  #now: RankedFacts | undefined;

  constructor(id: string, seq: number, stored?: SqlRow) {
    this.id = id;
    this.seq = seq;
    this.before = stored === undefined ? undefined : factsOfRow(stored);
    this.#now = this.before;
  }

  /** What is known of it with the changes so far. */
  get now(): RankedFacts {
    return this.#now ?? { rank: 0, facts: {} };
  }

  apply({ rank, facts, payload }: RunChange): void {
    const isOverriding = this.#now === undefined || rank >= this.#now.rank;
    this.#now = mergeFacts(this.#now, { rank, facts });
    for (const [index, value] of payloadValues(payload).entries()) {
      if (value === null) continue;
      if (isOverriding) this.overriding[index] = value;
      else this.filling[index] ??= value;
    }
  }

  /** The payload of a new run. */
  wholePayload(): SqlValue[] {
    return this.overriding.map((value, index) => value ?? this.filling[index] ?? null);
  }

  hasPayload(): boolean {
    return this.overriding.some((value) => value !== null) || this.filling.some((value) => value !== null);
  }
}
