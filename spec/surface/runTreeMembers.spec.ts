import { describe, expect, test } from '@jest/globals';
import { RunTree, Zone } from 'tracenest';

/** The members that the documentation names; what else is there is ours to change. */
const run = new RunTree({ name: 'run' });

describe('a RunTree has', () => {
  test.each([
    'id',
    'traceId',
    'parentRunId',
    'dottedOrder',
    'name',
    'runType',
    'startTime',
    'endTime',
    'inputs',
    'outputs',
    'error',
    'status',
    'tags',
    'metadata',
    'events',
    'attachments',
    'projectName',
  ])('the field %s', (field) => {
    expect(field in run).toBe(true);
    expect(typeof Reflect.get(run, field)).not.toBe('function');
  });

  test.each([
    'createChild',
    'end',
    'addEvent',
    'addTags',
    'addMetadata',
    'setInputs',
    'setOutputs',
    'attach',
    'toHeaders',
    'toJSON',
  ])('the method %s', (method) => {
    expect(typeof Reflect.get(run, method)).toBe('function');
  });

  test.each(['fromHeaders', 'fromDottedOrder', 'fromRunnableConfig'])('the static method %s', (method) => {
    expect(typeof Reflect.get(RunTree, method)).toBe('function');
  });
});

describe('a Zone has', () => {
  test.each(['fork', 'run', 'bind'])('the method %s', (method) => {
    expect(typeof Reflect.get(Zone.current, method)).toBe('function');
  });

  test.each(['enter', 'leave'])('the static method %s', (method) => {
    expect(typeof Reflect.get(Zone, method)).toBe('function');
  });

  test('the current zone', () => {
    expect(Zone.current).toBeInstanceOf(Zone);
  });
});
