import type { Run } from 'tracenest';
import { orderSegment } from '../../lib/run/dottedOrder.js';

const start = Date.parse('2026-11-20T07:35:53.892Z');
let count = 0;

/** What of a run is to be as a test says: times as milliseconds after the same moment. */
export interface PlainRunInit extends Partial<Omit<Run, 'startTime' | 'endTime' | 'id'>> {
  readonly parent?: Run | undefined;
  /** Default 0. */
  readonly start?: number;
  /** Default: a run that is going on. */
  readonly end?: number;
}

/** A run as exporters are given it, with times that a test knows: plain data, never announced anywhere. */
export function plainRun({ parent, start: startOffset = 0, end, ...given }: PlainRunInit = {}): Run {
  count += 1;
  const id = `01a1f7e2-1f24-7000-8000-${count.toString(16).padStart(12, '0')}`;
  const startTime = start + startOffset;
  const segment = orderSegment(startTime, id);
  return {
    id,
    traceId: parent?.traceId ?? id,
    parentRunId: parent?.id,
    dottedOrder: parent === undefined ? segment : `${parent.dottedOrder}.${segment}`,
    name: `run ${count}`,
    runType: 'chain',
    startTime,
    endTime: end === undefined ? undefined : start + end,
    status: end === undefined ? 'running' : 'success',
    inputs: {},
    outputs: undefined,
    error: undefined,
    tags: [],
    metadata: {},
    events: [],
    attachments: {},
    projectName: 'default',
    ...given,
  };
}
