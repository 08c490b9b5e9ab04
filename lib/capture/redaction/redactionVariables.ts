import { langSmithNames, parseFlag, readVariable, type Variable } from '../../environment/variable.js';
import type { RedactionOptions } from './redactionOptions.js';

type Flag = 'hideInputs' | 'hideOutputs' | 'hideMetadata' | 'scrubSecrets';

function flag(names: Variable<boolean>['names'], meaning: string): Variable<boolean> {
  return {
    names,
    meaning,
    fallback: '`false`',
    form: 'true or false',
    parse: parseFlag,
    // Who sets it wants something hidden, and what has left cannot be called back.
    whenWrong: { value: true, text: 'true' },
  };
}

/** What of the environment is about redaction. */
export const redactionVariables: Readonly<Record<Flag, Variable<boolean>>> = {
  hideInputs: flag(langSmithNames('HIDE_INPUTS'), '`true`: no inputs and no attachments are exported'),
  hideOutputs: flag(langSmithNames('HIDE_OUTPUTS'), '`true`: no outputs and no attachments are exported'),
  hideMetadata: flag(langSmithNames('HIDE_METADATA'), '`true`: no metadata is exported'),
  scrubSecrets: flag(['TRACENEST_SCRUB_SECRETS'], '`true`: secrets are taken out of what is exported'),
};

/** What the environment says, as far as it says something. */
export function redactionFromEnvironment(): RedactionOptions {
  const told = Object.entries(redactionVariables).map(([name, variable]) => [name, readVariable(variable)] as const);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}
