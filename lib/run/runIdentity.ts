import { orderSegment } from './dottedOrder.js';
import { nextSequence, uuid7 } from './identity.js';
import type { RemoteParent } from './remoteParent.js';

/**
 * Who a run is: its place in the trace and in time. Ids and the dotted order are made when somebody reads them; what they
 * are made of is taken at the start, so that they sort as the runs started.
 */
export class RunIdentity {
  /** Milliseconds since the epoch, microseconds in the fraction. */
  readonly startTime: number;
  private readonly parent: RunIdentity | undefined;
  private readonly sequence: number;
  private ownId: string | undefined;
  private order: string | undefined = undefined;
  private remote: RemoteParent | undefined = undefined;

  constructor(startTime: number, id: string | undefined, parent: RunIdentity | undefined) {
    this.startTime = startTime;
    this.parent = parent;
    this.sequence = nextSequence(startTime);
    this.ownId = id;
  }

  /** Takes the identity of a run in another process. */
  protected standFor(remote: RemoteParent): void {
    this.remote = remote;
  }

  get id(): string {
    return (this.ownId ??= uuid7(this.startTime, this.sequence));
  }

  get traceId(): string {
    let run: RunIdentity = this;
    while (run.parent !== undefined) run = run.parent;
    return run.remote?.traceId ?? run.id;
  }

  get parentRunId(): string | undefined {
    return this.remote === undefined ? this.parent?.id : this.remote.parentRunId;
  }

  /** Whether this run is somewhere below another. */
  isBelow(other: RunIdentity): boolean {
    let run = this.parent;
    while (run !== undefined && run !== other) run = run.parent;
    return run !== undefined;
  }

  get dottedOrder(): string {
    if (this.order !== undefined) return this.order;
    // Upwards in a loop: a chain of calls can be deeper than the stack that a recursion would need.
    const path: RunIdentity[] = [];
    let run: RunIdentity | undefined = this;
    for (; run !== undefined && run.order === undefined; run = run.parent) path.push(run);
    let order = run?.order;
    for (const step of path.reverse()) order = step.order = step.segmentAfter(order);
    return order ?? '';
  }

  private segmentAfter(order: string | undefined): string {
    if (this.remote !== undefined) return this.remote.dottedOrder;
    const segment = orderSegment(this.startTime, this.id);
    return order === undefined ? segment : `${order}.${segment}`;
  }
}
