/** Who called the function that opened a scope, read from a stack trace. */
export interface Caller {
  /** The function that opened the scope, as the stack names it. */
  readonly opener: string;
  /** The function that called it, as the stack names it. */
  readonly name: string;
  /** Whether code of the program goes on in that caller's synchronous stretch: no barrier and no platform in between. */
  continues(): boolean;
  /** Whether the caller is a function of the program itself: not an installed package, not the body of a module. */
  isOwnCode(): boolean;
}

interface StackCapturing {
  captureStackTrace?: (target: object, below: unknown) => void;
  stackTraceLimit?: number;
}

/** Frames that a scope cannot leak through: they give their caller its own context back. */
const barrier = /AsyncLocalStorage\.run|runInAsyncScope|tracenestBarrier|node:|ext:|\(native\)/;
const moduleLoader = /node:internal\/modules|ModuleJob\.run/;

/**
 * Notes the callers of the function that called `api`, and reads them only when somebody asks: formatting a stack costs
 * some 5 µs, capturing one of five frames well under one.
 *
 * `undefined` where the engine has no `Error.captureStackTrace` (before Safari 18.4 and Firefox 138): leaks are not found
 * out there. Stack text is not a specified format; an unknown one reads as "nobody goes on" and reports nothing.
 */
export function captureCaller(api: unknown): Caller | undefined {
  const capturing = Error as unknown as StackCapturing;
  if (typeof capturing.captureStackTrace !== 'function') return undefined;
  const holder: { stack?: string } = {};
  const limit = capturing.stackTraceLimit;
  try {
    capturing.stackTraceLimit = 6;
    capturing.captureStackTrace(holder, api);
  } catch {
    return undefined; // Frozen intrinsics: there is nothing to read.
  } finally {
    restoreLimit(capturing, limit);
  }
  let lines: string[] | undefined;
  const read = () => (lines ??= stackLines(holder.stack));
  return {
    get opener() {
      return read()[0] ?? 'a function';
    },
    get name() {
      return read()[1] ?? 'its caller';
    },
    continues: () => continuesIn(read()[1]),
    isOwnCode: () => !read()[1]?.includes('node_modules') && !moduleLoader.test(read()[2] ?? ''),
  };
}

function restoreLimit(capturing: StackCapturing, limit: number | undefined): void {
  try {
    if (limit === undefined) delete capturing.stackTraceLimit;
    else capturing.stackTraceLimit = limit;
  } catch {
    // As above.
  }
}

/** Without the frames that have no source, such as `Generator.next (<anonymous>)`: who called those is who goes on. */
function stackLines(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s*at /.test(line) && !line.includes('(<anonymous>)'))
    .map((line) => line.trim().slice('at '.length));
}

/** An `at async` line is a function that waits: it is resumed in its own context and sees nothing of the leak. */
function continuesIn(line: string | undefined): boolean {
  return line !== undefined && !line.startsWith('async ') && !barrier.test(line);
}
