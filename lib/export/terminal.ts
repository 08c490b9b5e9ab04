interface TerminalHost {
  process?: {
    stdout?: { isTTY?: boolean; columns?: number };
    env?: Readonly<Record<string, string | undefined>>;
  };
}

/** What the program's standard output can show. */
export interface Terminal {
  readonly colors: boolean;
  /** `undefined` where it is no terminal. */
  readonly width: number | undefined;
}

/**
 * Asked anew for every text, because windows change their size. FORCE_COLOR goes before NO_COLOR, and both before what
 * standard output is, as in Node (https://nodejs.org/api/tty.html, https://no-color.org).
 */
export function terminal(): Terminal {
  const { stdout, env = {} } = (globalThis as TerminalHost).process ?? {};
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: type } = env;
  const isColorful = stdout?.isTTY === true && (refused ?? '') === '' && type !== 'dumb';
  return {
    colors: forced === undefined ? isColorful : forced !== '0' && forced !== 'false',
    // A pseudo-terminal that nobody told its size says 0.
    width: stdout?.columns === 0 ? undefined : stdout?.columns,
  };
}
