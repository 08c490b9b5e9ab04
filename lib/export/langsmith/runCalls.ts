import { randomUUID } from 'node:crypto';
import type { PackedRun } from '../batch/packedRun.js';
import { bodyOf, type Body } from './body.js';
import { BodyMemory } from './bodyMemory.js';
import { jsonBatchBody } from './jsonBatch.js';
import { multipartBody, multipartLength } from './multipart.js';

/** The ways in which a server may take runs, from the best to the oldest. */
export type Route = 'multipart' | 'batch' | 'single';

/** A request that brings runs away. */
export interface RunCall {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: Body;
}

const json = 'application/json';

function singleCall(run: PackedRun): RunCall {
  const body = bodyOf(run.json);
  if (run.kind === 'feedback') return { method: 'POST', path: '/feedback', type: json, body };
  if (run.kind === 'patch') return { method: 'PATCH', path: `/runs/${run.id}`, type: json, body };
  return { method: 'POST', path: '/runs', type: json, body };
}

/** What is to be asked of a server so that it takes runs, by each of the routes. */
export class RunCalls {
  readonly #boundary = `tracenest-${randomUUID()}`;
  readonly #memory = new BodyMemory();

  by(route: Route, runs: readonly PackedRun[]): readonly RunCall[] {
    if (route === 'multipart') {
      const type = `multipart/form-data; boundary=${this.#boundary}`;
      const memory = this.#memory.take(multipartLength(runs));
      const body = { ...multipartBody(runs, this.#boundary, memory), memory };
      return [{ method: 'POST', path: '/runs/multipart', type, body }];
    }
    const feedback = runs.filter(({ kind }) => kind === 'feedback').map((run) => singleCall(run));
    const others = runs.filter(({ kind }) => kind !== 'feedback');
    if (route === 'single') return [...others.map((run) => singleCall(run)), ...feedback];
    if (others.length === 0) return feedback;
    return [{ method: 'POST', path: '/runs/batch', type: json, body: jsonBatchBody(others) }, ...feedback];
  }

  /** The body has been read to its end, by the server and by the socket: its memory can be used again. */
  taken({ body }: RunCall): void {
    if (body.memory !== undefined) this.#memory.give(body.memory);
  }
}
