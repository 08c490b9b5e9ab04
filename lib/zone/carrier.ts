/**
 * What takes the pointer to the top frame over a suspension that the language hides from libraries.
 *
 * The build picks one implementation by the `#carrier` import condition; the contract suite runs over every one.
 */
export interface Carrier<Frame extends object = object> {
  readonly name: 'AsyncLocalStorage' | 'bare stack';

  /** Whether a native `await` keeps the frame by itself, whatever is awaited. */
  readonly survivesAwait: boolean;

  /** The frame that was entered last and not left, or `undefined` outside any. */
  current(): Frame | undefined;

  /**
   * Calls `callback` with `frame` current and gives the caller its own frame back, on return and on throw, whatever the
   * callee did to the stack. `frame` must not be the current one: `AsyncLocalStorage.run` with the identical store skips
   * the restore on Node before 24 and on Bun, and what the callee entered would leak into its caller.
   */
  run<This, Args extends readonly unknown[], Result>(
    frame: Frame,
    callback: (this: This, ...args: Args) => Result,
    self: This,
    args: Args,
  ): Result;

  /** Makes `frame` current until the surrounding `run`, callback or task ends. */
  enter(frame: Frame | undefined): void;

  /** Makes a native promise bring its awaiter's frame back. Where the platform does that by itself, changes nothing. */
  carry(promise: Promise<unknown>): void;
}
