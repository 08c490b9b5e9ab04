/** One function on the call stack; frames of the context stack are zones. */
interface StackFrame {
  /** Empty for the body of a module, and for a function without a name. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Where the function begins: with the file, what tells it from all others. */
  readonly start: string;
  readonly isAsync: boolean;
}

/** What V8 tells of one stack frame (https://v8.dev/docs/stack-trace-api). */
interface CallSite {
  getFunctionName(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
  /** The page, bundle or place that code of `eval` came from: development builds of bundlers run every module so. */
  getScriptNameOrSourceURL?(): string | null | undefined;
  getEvalOrigin?(): string | null | undefined;
  isEval(): boolean;
  isNative(): boolean;
  isAsync?(): boolean;
}

interface StackCapturing {
  captureStackTrace?: (target: object, below: unknown) => void;
  stackTraceLimit?: number;
  prepareStackTrace?: unknown;
}

const depth = 16;
const capturing = Error as unknown as StackCapturing;

/** The functions below `api` on the stack, the nearest first. Reading them is put off until somebody asks. */
export type CapturedStack = () => readonly StackFrame[];

function frameOf(site: CallSite): StackFrame {
  const file = site.getFileName() ?? site.getScriptNameOrSourceURL?.() ?? site.getEvalOrigin?.() ?? '';
  const name = site.getFunctionName() ?? '';
  const start = `${site.getEnclosingLineNumber?.() ?? ''}:${site.getEnclosingColumnNumber?.() ?? ''}`;
  return { name, file, line: site.getLineNumber() ?? 0, start, isAsync: site.isAsync?.() === true };
}

/** Without the engine's own functions, such as `Generator.next`: who called those is who goes on. */
function isProgram(site: CallSite): boolean {
  return !site.isNative() && (site.isEval() || (site.getFileName() ?? '') !== '');
}

/**
 * The stack is formatted at its first read, by whatever `Error.prepareStackTrace` is then: source-map tools put one there
 * that drops what is needed here, and programs put one that returns no text. So ours stands there for that one read.
 */
function read(holder: { stack?: unknown }): readonly StackFrame[] {
  const prepare = capturing.prepareStackTrace;
  try {
    capturing.prepareStackTrace = (_: unknown, sites: CallSite[]) => sites.filter(isProgram).map(frameOf);
    const frames = holder.stack;
    return Array.isArray(frames) ? (frames as StackFrame[]) : [];
  } catch {
    return []; // Frozen intrinsics: there is nothing to read.
  } finally {
    restore('prepareStackTrace', prepare);
  }
}

function restore(name: 'prepareStackTrace' | 'stackTraceLimit', value: unknown): void {
  try {
    if (value === undefined) Reflect.deleteProperty(capturing, name);
    else Reflect.set(capturing, name, value);
  } catch {
    // As above.
  }
}

/**
 * Notes who called the function that called `api`. No frames where the engine cannot tell: leaks are not found out there
 * (JavaScriptCore and SpiderMonkey have `Error.captureStackTrace`, but no call sites).
 */
export function captureStack(api: unknown): CapturedStack {
  if (typeof capturing.captureStackTrace !== 'function') return () => [];
  const holder: { stack?: unknown } = {};
  const limit = capturing.stackTraceLimit;
  try {
    capturing.stackTraceLimit = depth;
    capturing.captureStackTrace(holder, api);
  } catch {
    return () => [];
  } finally {
    restore('stackTraceLimit', limit);
  }
  let frames: readonly StackFrame[] | undefined;
  return () => (frames ??= read(holder));
}

/** The name of the carrier's `run` on a stack: what a scope cannot leak through, as it gives its caller its frame back. */
export const barrierName = 'tracenestBarrier';

/** The platform's own functions pass a leak on, be it an emitter, a queue or the `run` of somebody else's storage. */
const platform = /^(node:|ext:)/;

/**
 * The function that called the opener, through the platform or not, and went on in the same synchronous stretch, if one
 * did: not a barrier, not a function that waits and will be resumed in its own context, and not the event loop.
 */
export function continuingCaller(frames: readonly StackFrame[]): StackFrame | undefined {
  const caller = frames.slice(1).find(({ file }) => !platform.test(file));
  return caller === undefined || caller.isAsync || caller.name.endsWith(barrierName) ? undefined : caller;
}

/** `importAll (file:///app/import.js:12)`. */
export function describeFrame({ name, file, line }: StackFrame): string {
  return `${name === '' ? 'a function' : name} (${file}:${line})`;
}

/** Whether the caller is a function of the program itself: not an installed package, not the body of a module. */
export function isOwnCode(frames: readonly StackFrame[], caller: StackFrame): boolean {
  const above = frames[frames.indexOf(caller) + 1];
  if (caller.file.includes('node_modules')) return false;
  // After its first await, nothing is below the body of a module, or below a function without a name.
  return caller.name !== '' || (above !== undefined && !above.file.startsWith('node:internal/modules'));
}

/**
 * From the function on that owns a block: the one that was there when the block was opened, and is again when it is closed.
 * Helpers may open and close it for that function. All of `opened` where there is none: who opened the block has returned.
 */
export function fromOwner(opened: readonly StackFrame[], closing: readonly StackFrame[]): readonly StackFrame[] {
  const owner = opened.findIndex((frame) => closing.some((other) => !other.isAsync && isSame(frame, other)));
  return owner === -1 ? opened : opened.slice(owner);
}

function isSame(one: StackFrame, other: StackFrame): boolean {
  return one.file === other.file && one.start === other.start && one.name === other.name;
}
