import { CommanderError } from 'commander';
import { CommandError, failureText } from './commandError.js';
import { standardOutput } from './output.js';
import { program } from './program.js';

/** Runs the command and resolves with its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const output = standardOutput();
  const result = { exitCode: 0 };
  try {
    await program(output, result).parseAsync([...args], { from: 'user' });
    return result.exitCode;
  } catch (error) {
    // It has printed what it has to say.
    if (error instanceof CommanderError) return error.exitCode;
    output.note(output.ink.red(failureText(error)));
    return error instanceof CommandError ? 2 : 1;
  }
}
