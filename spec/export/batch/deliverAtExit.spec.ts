import { expect, test } from '@jest/globals';
import { deliverAtExit } from '../../../lib/export/batch/deliverAtExit.js';
import { packRun } from '../../../lib/export/batch/packRun.js';
import { membersOf } from '../../../lib/export/batch/runMembers.js';
import { Slabs } from '../../../lib/export/batch/slabs.js';
import { plainRun } from '../../helpers/plainRun.js';

const batch = [packRun(membersOf(plainRun({ end: 1 }), false), 'post', new Slabs())];
const deliver = async () => ({ kind: 'delivered' }) as const;

test.each<[string, Parameters<typeof deliverAtExit>[0]]>([
  ['no requests', { name: 'target', deliver, requestsFor: () => [] }],
  ['nothing to make requests with', { name: 'target', deliver }],
])('a target that has %s at the exit has not got what was for it', (_name, target) => {
  expect(deliverAtExit(target, [batch, batch], 1_000)).toEqual([
    { lost: 1, reason: expect.stringContaining('target') },
    { lost: 1, reason: expect.stringContaining('target') },
  ]);
});
