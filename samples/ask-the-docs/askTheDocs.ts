import { configure, ConsoleExporter, shutdown, type Diagnostic, type Exporter } from 'tracenest';
import { FileExporter } from 'tracenest/exporters';
import { AnswerPrinter } from './answerPrinter.js';
import type { AnswerWriter } from './answerWriter.js';
import { DocsAssistant } from './docsAssistant.js';
import { DocsLibrary } from './docsLibrary.js';
import { ExtractiveWriter } from './extractiveWriter.js';
import { installedReadmes, markdownBelow } from './markdownFile.js';
import { modelSettings } from './modelSettings.js';
import { ModelWriter } from './modelWriter.js';
import { ruled, styled, terminal } from './terminal.js';

/** What is asked, of what, and where the trace goes. */
export interface Question {
  readonly question: string;
  /** A folder of Markdown files. Default: the READMEs of the installed packages. */
  readonly docs: string | undefined;
  readonly traceFile: string;
  /** Where the trace goes besides. */
  readonly exporters: readonly Exporter[];
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Traces go to the terminal, to a file and wherever else is asked for. Returns what goes wrong on the way. */
function traceTo(traceFile: string, exporters: readonly Exporter[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const tree = new ConsoleExporter({
    colors: terminal.colors,
    width: terminal.width,
    // The answer that streams in is the sign of life; the tree follows when it is complete.
    liveAfterMs: Infinity,
    write: (text) => print(`\n${ruled('Trace')}\n${text}\n`),
  });
  configure({
    // Whatever LANGSMITH_TRACING says: the trace is what this program is for.
    enabled: true,
    exporter: [tree, new FileExporter(traceFile), ...exporters],
    projectName: 'ask-the-docs',
    onDiagnostic: (problem) => problems.push(problem),
  });
  return problems;
}

function writerFromEnvironment(): AnswerWriter {
  const settings = modelSettings(process.env);
  return settings === undefined ? new ExtractiveWriter() : new ModelWriter(settings);
}

/** Prints the answer as it streams, then the trace. */
export async function askTheDocs({ question, docs, traceFile, exporters }: Question): Promise<void> {
  const problems = traceTo(traceFile, exporters);
  const findFiles = async () => (docs === undefined ? installedReadmes('node_modules') : markdownBelow(docs));
  const assistant = new DocsAssistant(new DocsLibrary(findFiles), writerFromEnvironment());
  const printer = new AnswerPrinter(Math.min(terminal.width, 100), print);
  print(`${ruled(question)}\n\n`);
  try {
    for await (const piece of assistant.answer(question)) {
      // A file or a pipe gets the Markdown as it is.
      if (terminal.isTerminal) printer.write(piece);
      else print(piece);
    }
  } finally {
    printer.end();
    await shutdown();
    for (const { message, cause } of problems)
      console.error(cause instanceof Error ? `${message} (${cause.message})` : message);
    if (problems.length === 0) {
      print(styled('dim', `\nThe trace is in ${traceFile}. To read it again: npm start -- --show ${traceFile}\n`));
    }
  }
}
