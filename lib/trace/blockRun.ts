/// <reference lib="esnext.disposable" preserve="true" />
// For `Disposable` in the declarations: a project's own libraries need not name it (pack check).
import { headersRecord, type IncomingHeaders } from '../run/headers.js';
import type { EndStatus } from '../run/run.js';
import { RunTree } from '../run/runTree.js';
import { aliasDispose } from '../zone/aliasDispose.js';
import { Scope } from '../zone/scope.js';
import type { ZoneChanges } from '../zone/zone.js';
import type { CallOptions } from './callOptions.js';
import { onEndOf, processedOutput } from './outcome.js';

/** A run that is the current one until its end or the end of its block. */
export class BlockRun extends RunTree implements Disposable {
  private scope: Scope | undefined = undefined;
  private options: CallOptions | undefined = undefined;

  /** Opens the block that called `api`. `changes` names the run that is current in it: this one, or none. */
  open(options: CallOptions, changes: ZoneChanges, api: (...args: never[]) => unknown): this {
    this.options = options;
    this.scope = Scope.open(changes, api, 'startRun');
    return this;
  }

  override setOutputs(outputs: unknown): void {
    super.setOutputs(this.options === undefined ? outputs : processedOutput(this.options, outputs));
  }

  override settle(status: EndStatus, thrown?: unknown, beforeSealing?: () => void): void {
    super.settle(status, thrown, beforeSealing ?? (this.options && onEndOf(this.options, this)));
    this.scope?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Ends the block, and the run where it goes on. */
  close(): void {
    if (this.endTime === undefined) this.settle('success');
    else this.scope?.close();
  }
}

aliasDispose(BlockRun.prototype);

/** Where tracing is off: a run to work with that goes nowhere, and that no other process should hang its runs below. */
export class DetachedRun extends BlockRun {
  override toHeaders(headers?: IncomingHeaders | null): Record<string, string> {
    return headersRecord(headers ?? {});
  }
}
