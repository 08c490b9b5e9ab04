/** An error as it was told, taken apart: what happened, where, and what had caused it. */
export interface ToldError {
  /** What it is to the error before it: its cause, or one of several that it stands for. */
  readonly relation: 'cause' | 'part';
  readonly message: string;
  /** Lines of the stack, the innermost call where its language puts it. */
  readonly stack: readonly string[];
}

/** Python tells the cause first, and then what came of it. */
const pythonSeparator =
  /^(?:The above exception was the direct cause of|During handling of the above exception, another exception).*$/m;

const pythonHead = 'Traceback (most recent call last):';

/** The error and its causes, the outermost first. Knows JavaScript's stacks and Python's tracebacks; other text is a message. */
export function readError(text: string): ToldError[] {
  return text
    .split(pythonSeparator)
    .reverse()
    .flatMap((chain) => new ErrorReader().read(chain))
    .filter(({ message, stack }) => message !== '' || stack.length > 0);
}

interface Part {
  readonly relation: ToldError['relation'];
  readonly message: string[];
  readonly stack: string[];
}

class ErrorReader {
  readonly #parts: Part[] = [{ relation: 'cause', message: [], stack: [] }];
  #isInTraceback = false;
  /** Whether the errors of an `AggregateError` follow, as Node prints them. */
  #isInList = false;

  read(text: string): ToldError[] {
    // Some clients put the traceback right behind the error's name.
    for (const line of text.replace(/(?<=\S)(?=Traceback \(most)/g, '\n').split('\n')) this.#take(line);
    return this.#parts.map(({ relation, message, stack }) => ({ relation, message: message.join('\n').trim(), stack }));
  }

  #take(line: string): void {
    if (this.#isInTraceback && /^(\s|$)/.test(line)) return void (line.trim() !== '' && this.#last.stack.push(line));
    if (this.#isInTraceback) this.#endTraceback();
    const cause = /^\s*(?:\[cause\]|Caused by):\s*(.*)$/i.exec(line)?.[1];
    const inList = this.#isInList ? /^\s+(\w*(?:Error|Exception)\b.*)$/.exec(line)?.[1] : undefined;
    if (cause !== undefined) this.#begin('cause', cause);
    else if (inList !== undefined) this.#begin('part', inList);
    else if (line.startsWith(pythonHead)) this.#isInTraceback = true;
    else if (/^\s+(at\s|\.\.\. \d+ lines matching)/.test(line)) this.#last.stack.push(withoutBrace(line.trim()));
    else if (/^\s*\[errors\]: \[/.test(line)) this.#isInList = true;
    // What closes the braces of a printed error.
    else if (/^[\s}\],]*$/.test(line) && this.#last.stack.length > 0) return;
    else this.#last.message.push(line);
  }

  get #last(): Part {
    return this.#parts.at(-1) as Part;
  }

  #begin(relation: Part['relation'], message: string): void {
    this.#parts.push({ relation, message: [withoutBrace(message)], stack: [] });
  }

  /** Behind a traceback stands the error as it is printed; its `repr` before it says the same. */
  #endTraceback(): void {
    this.#isInTraceback = false;
    if (/^\w+\(.*\)$/s.test(this.#last.message.join('\n').trim())) this.#last.message.length = 0;
  }
}

function withoutBrace(line: string): string {
  return line.replace(/ \{$/, '');
}
