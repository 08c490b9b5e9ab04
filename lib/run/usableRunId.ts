import { reportSeldom } from '../diagnostics/diagnostic.js';
import { isUuid } from './identity.js';

/** The id that was asked for, where it is one. */
export function usableRunId(runId: string | undefined, member: string): string | undefined {
  if (runId === undefined || isUuid(runId)) return runId?.toLowerCase();
  reportSeldom({
    code: 'run-id-malformed',
    message: `The runId ${JSON.stringify(runId)} for ${member} is no UUID and is ignored; the run got an id of its own.`,
  });
  return undefined;
}
