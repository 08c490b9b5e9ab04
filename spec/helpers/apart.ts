import { labelled } from './labels.js';
import { pause } from './pause.js';

/** Runs a flow as a program would come to it: not below the test runner, whose functions would be its callers. */
export async function apart<Result>(flow: () => Promise<Result>): Promise<Result> {
  const result = await new Promise<Result>((resolve, reject) => {
    setTimeout(() => void labelled('outside').run(flow).then(resolve, reject));
  });
  await pause(2);
  return result;
}
