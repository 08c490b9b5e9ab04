import { dirname } from 'node:path';
import { askTheDocs } from './askTheDocs.js';
import { parseCommandLine, usage, type Command } from './commandLine.js';
import { ExplainedError } from './explainedError.js';
import { showTraces } from './showTraces.js';
import { terminal } from './terminal.js';
import { TracePage } from './tracePage.js';

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** What the user can do something about is told without a stack. */
async function explained(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** A server that cannot start (no SQLite here, a damaged file) keeps nobody from an answer. */
async function tracePage(dataFolder: string): Promise<TracePage | undefined> {
  try {
    return await TracePage.start(dataFolder);
  } catch (error) {
    console.error(`There is no page of the trace this time. ${(error as Error).message}\n`);
    return undefined;
  }
}

/** Asks, and ends with the page of the trace: of one that failed, too. */
async function ask({ open, ...question }: Command & { kind: 'ask' }): Promise<void> {
  const page = await tracePage(dirname(question.traceFile));
  try {
    await explained(askTheDocs({ ...question, exporters: page === undefined ? [] : [page.exporter] }));
    // Where nobody watches, nobody would end it.
    if (open ?? (terminal.isTerminal && !process.env['CI'])) await page?.show();
    else page?.tell();
  } finally {
    await page?.close();
  }
}

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') console.log(usage);
  else if (command.kind === 'show') await showTraces(command.traceFile);
  else await ask(command);
}

await explained(main());
