import { join } from 'node:path';

/** Settings of whoever runs the specs that would change what a program does or prints. */
const foreign = /^(TRACENEST|LANGSMITH|LANGCHAIN|OPENAI)_|^(FORCE_COLOR|NODE_OPTIONS|npm_)/;

// As `npm start` has it: TypeScript's `paths` would lead programs to the sources instead of the built package.
const tsconfig = join(import.meta.dirname, '..', '..', 'tsconfig.build.json');

/** The environment for a program that a spec starts. */
export function programEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', TSX_TSCONFIG_PATH: tsconfig, ...added };
}
