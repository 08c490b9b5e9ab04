const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

/** Colours a text for a terminal. */
export type Painter = Readonly<Record<keyof typeof codes, (text: string) => string>>;

const plain = (text: string): string => text;

function ink([open, close]: readonly [number, number]): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`);
}

/** ANSI colours, or none. */
export function paint(colors: boolean): Painter {
  return {
    bold: colors ? ink(codes.bold) : plain,
    dim: colors ? ink(codes.dim) : plain,
    red: colors ? ink(codes.red) : plain,
    green: colors ? ink(codes.green) : plain,
    yellow: colors ? ink(codes.yellow) : plain,
  };
}
