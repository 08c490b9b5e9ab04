import { orderSegment } from '../../lib/run/dottedOrder.js';
import { uuid7 } from '../../lib/run/identity.js';
import { isoTimestamp } from '../../lib/run/timestamp.js';

/** A run as LangSmith's batch ingest takes it. */
export interface SampleRun {
  id: string;
  trace_id: string;
  dotted_order: string;
  parent_run_id: string | null;
  name: string;
  run_type: string;
  start_time: string;
  end_time: string | null;
  session_name: string;
  inputs: object;
  outputs: object | null;
  error: string | null;
  tags: string[];
  events: object[];
  extra: { metadata: object; runtime: object };
}

interface Given {
  readonly name: string;
  readonly type?: string;
  readonly parent?: SampleRun | undefined;
  readonly project?: string;
  readonly start: number;
  /** Milliseconds; absent while it is going on. */
  readonly took?: number | undefined;
  readonly inputs?: object;
  readonly outputs?: object;
  readonly error?: string;
  readonly tags?: string[];
  readonly metadata?: object;
  readonly events?: object[];
}

let sequence = 0;

/** Makes a run. */
export function sampleRun(given: Given): SampleRun {
  const { parent, start, took } = given;
  const id = uuid7(start, (sequence = (sequence + 1) & 0x3ffff));
  const segment = orderSegment(start, id);
  return {
    id,
    trace_id: parent?.trace_id ?? id,
    dotted_order: parent === undefined ? segment : `${parent.dotted_order}.${segment}`,
    parent_run_id: parent?.id ?? null,
    name: given.name,
    run_type: given.type ?? 'chain',
    start_time: isoTimestamp(start),
    end_time: took === undefined ? null : isoTimestamp(start + took),
    session_name: given.project ?? parent?.session_name ?? 'samples',
    inputs: given.inputs ?? { question: `How does ${given.name} work?` },
    outputs: took === undefined ? null : (given.outputs ?? { output: `${given.name} is done.` }),
    error: given.error ?? null,
    tags: given.tags ?? parent?.tags ?? [],
    events: given.events ?? [],
    extra: { metadata: given.metadata ?? {}, runtime: { library: 'sample' } },
  };
}
