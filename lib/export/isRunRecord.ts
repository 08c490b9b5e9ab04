import { parseIsoTimestamp } from '../run/timestamp.js';
import type { RunRecord } from './runRecord.js';

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && parseIsoTimestamp(value) !== undefined;
}

function isBag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNullOr(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || test(value);
}

function isOptional(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || test(value);
}

function isListOf(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(test);
}

const isError: (value: unknown) => boolean = (value) => {
  const { name, message } = Object(value) as { name?: unknown; message?: unknown };
  return isText(name) && isText(message);
};

const fields: Readonly<Record<keyof RunRecord, (value: unknown) => boolean>> = {
  id: isText,
  trace_id: isText,
  dotted_order: isText,
  parent_run_id: isNullOr(isText),
  name: isText,
  run_type: isText,
  start_time: isTime,
  end_time: isNullOr(isTime),
  session_name: isText,
  inputs: isBag,
  outputs: isNullOr(isBag),
  error: isNullOr(isText),
  status: isText,
  tags: isListOf(isText),
  events: isListOf(isBag),
  extra: (value) => isBag((Object(value) as { metadata?: unknown }).metadata),
  error_record: isOptional(isError),
  attachments: isOptional((value) => isBag(value) && Object.values(value as object).every(isBag)),
};

/** Whether a value out of a file is a run: files also hold torn lines, and lines of other programs. */
export function isRunRecord(value: unknown): value is RunRecord {
  return isBag(value) && Object.entries(fields).every(([name, test]) => test((value as Record<string, unknown>)[name]));
}
