import type { BatchTarget, DeliveryOutcome } from '../batch/batchTarget.js';
import type { StreamTarget } from './streamFeed.js';

/** Takes nothing: for runs whose place is not known. They count as lost, or wait in the spool. */
export class NowhereTarget implements BatchTarget, StreamTarget {
  readonly name: string;
  readonly showsStreams = false;

  constructor(wrongVariable: string) {
    this.name = `nowhere (${wrongVariable} is wrong)`;
  }

  async deliver(): Promise<DeliveryOutcome> {
    return { kind: 'denied', reason: `They go ${this.name}.` };
  }

  async sendStreams(): Promise<'failed'> {
    return 'failed';
  }
}
