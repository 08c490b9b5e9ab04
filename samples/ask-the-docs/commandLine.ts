import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ExplainedError } from './explainedError.js';

export const usage = `Ask the documentation that lies on your disk, and see the trace of how the answer came about.

  npm start -- "How do I retry a failed request?"
      asks the READMEs of the packages installed in node_modules
  npm start -- "…" <folder>
      asks the Markdown files below a folder
  npm start -- --show traces/ask-the-docs.jsonl
      prints the traces that earlier questions left in that file

On a terminal it ends with the page of the trace open, until Ctrl+C.

Options
  --docs <folder>   the same: where to look for .md and .markdown files
  --trace <file>    where to add the trace (default: traces/ask-the-docs.jsonl)
  --show <file>     read a file of traces instead of asking
  --no-open         end when the trace is printed; the default where this is no terminal, or CI is set
  --open            open the page of the trace also there
  --help            this text

The answer is put together from passages of the documents. To have a model write it, set the address and key
of any OpenAI-compatible endpoint:
  OPENAI_BASE_URL   for example https://api.openai.com/v1
  OPENAI_API_KEY
  OPENAI_MODEL      default: gpt-4o-mini`;

/** What the user wants done. */
export type Command =
  | {
      readonly kind: 'ask';
      readonly question: string;
      readonly docs: string | undefined;
      readonly traceFile: string;
      /** Whether to end with the page of the trace open; `undefined` where nothing is said. */
      readonly open: boolean | undefined;
    }
  | { readonly kind: 'show'; readonly traceFile: string }
  | { readonly kind: 'help' };

const options = {
  docs: { type: 'string' },
  trace: { type: 'string', default: 'traces/ask-the-docs.jsonl' },
  show: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (cause) {
    throw new ExplainedError(`${(cause as Error).message}\nAll options: npm start -- --help`, { cause });
  }
}

/** The last argument, where it is a folder and there is a question before it. */
function folderAfter(positionals: readonly string[]): string | undefined {
  const last = positionals.length > 1 ? positionals.at(-1) : undefined;
  if (last === undefined) return undefined;
  if (statSync(last, { throwIfNoEntry: false })?.isDirectory() === true) return last;
  // Mistyped, it would become a word of the question, which other documents than the meant ones would answer.
  if (!/^(\.{0,2}|~)[\\/]/.test(last)) return undefined;
  throw new ExplainedError(
    `There is no folder ${last}. Where it is a part of the question, quote the question as a whole.`,
  );
}

export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (values.show !== undefined) return { kind: 'show', traceFile: values.show };
  const docs = values.docs ?? folderAfter(positionals);
  // A question that was not quoted arrives word by word.
  const question = (docs === values.docs ? positionals : positionals.slice(0, -1)).join(' ').trim();
  if (question === '') {
    throw new ExplainedError('What is the question?\n  npm start -- "How do I retry a failed request?"');
  }
  return { kind: 'ask', question, docs, traceFile: values.trace, open: values.open };
}
