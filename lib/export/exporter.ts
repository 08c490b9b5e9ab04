import type { RunObserver } from '../run/runObserver.js';

/** How long delivery may take. */
export interface DeliveryOptions {
  /** Milliseconds. Default: as long as it takes. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Takes started and finished runs somewhere.
 *
 * `onStart` and `onEnd` are called inside the traced program and must be quick: take what is needed of the run, deliver
 * later. What they throw is caught and reported.
 */
export interface Exporter extends RunObserver {
  /** Resolves when everything that was handed over before the call has arrived. */
  flush?(options?: DeliveryOptions): Promise<void>;
  /** As `flush`; afterwards nothing is taken any more. */
  shutdown?(options?: DeliveryOptions): Promise<void>;
}
