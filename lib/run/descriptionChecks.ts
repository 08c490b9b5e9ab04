import { anObject, aText, texts, type Check, type Checks } from '../options/checks.js';
import { runTypes } from './run.js';

/** What a run is described by, and what each of it has to be. */
export const descriptionChecks: Checks & Readonly<Record<'inputs', Check>> = {
  name: aText,
  runType: [`one of ${runTypes.join(', ')}`, (value) => (runTypes as readonly unknown[]).includes(value)],
  tags: texts,
  metadata: anObject,
  projectName: aText,
  inputs: anObject,
};
