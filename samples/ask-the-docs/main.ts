import { askTheDocs } from './askTheDocs.js';
import { parseCommandLine, usage } from './commandLine.js';
import { ExplainedError } from './explainedError.js';
import { showTraces } from './showTraces.js';

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') console.log(usage);
  else if (command.kind === 'show') await showTraces(command.traceFile);
  else await askTheDocs(command);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
