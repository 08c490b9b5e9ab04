/** A file that travels beside a run. */
export interface BatchedAttachment {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** A run as targets are given it: written down already. Its bytes are others' when the delivery is over. */
export interface BatchedRun {
  /** `post`: a whole run, or its start; `patch`: the rest of a run whose start went ahead; `feedback`: about a run. */
  readonly kind: 'post' | 'patch' | 'feedback';
  readonly id: string;
  readonly traceId: string;
  /** LangSmith's wire form, as JSON. */
  readonly json: Uint8Array;
  readonly attachments: readonly BatchedAttachment[];
}

/**
 * What became of a delivery.
 *
 * - `delivered`: all of it arrived; or all but some, of which the target does not say which, so that nothing can be done.
 * - `refused`: something in it is not taken as it is. Of several runs, each half is tried for itself, until the one is found.
 * - `later`: nothing is wrong with it; to be tried again, where `afterMs` is given not before that.
 * - `denied`: nobody would be let in now (a wrong key): no use in trying the halves.
 */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly rejected?: { readonly count: number; readonly reason: string } | undefined }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number | undefined }
  | { readonly kind: 'denied'; readonly reason: string };

/** A request that can be sent without this module: at the exit of the process another thread sends it. */
export interface PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Takes batches of runs somewhere. What it is given may come again: after a failure, or after a crash. */
export interface BatchTarget {
  /** What diagnostics call it. No secrets. */
  readonly name: string;
  /** Most runs and bytes of one batch; may change with time. */
  readonly limits?: { readonly runs?: number | undefined; readonly bytes?: number | undefined } | undefined;
  /** Bytes that each run takes on the wire besides its own. Default 0. */
  readonly overhead?: number;
  /** Whether errors are wanted as records too, besides their text. */
  readonly wantsErrorRecords?: boolean;
  /** Whether bytes of attachments mean something to it; else files and streams are not read for it. Default `true`. */
  readonly takesAttachments?: boolean;
  /** The first run is on its way: time to ask the server something without delaying anybody. */
  prepare?(): void;
  deliver(runs: readonly BatchedRun[], signal: AbortSignal): Promise<DeliveryOutcome>;
  /** The same delivery as plain requests, at once; for the exit of the process. */
  requestsFor?(runs: readonly BatchedRun[]): readonly PlainRequest[];
  close?(): Promise<void> | void;
}
