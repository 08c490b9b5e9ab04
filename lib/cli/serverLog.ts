/** Where the server tells what it does: lines for people, or JSON for machines. */
export interface ServerLog {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(error: unknown): void;
}

function jsonLine(level: string, message: string, facts: object): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts })}\n`;
}

/** One line of JSON an event, on standard output. */
export const jsonLog: ServerLog = {
  info: (message, facts = {}) => void process.stdout.write(jsonLine('info', message, facts)),
  error: (error) => {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    process.stdout.write(jsonLine('error', message, { stack }));
  },
};

export const plainLog: ServerLog = {
  info: (message) => void process.stdout.write(`${message}\n`),
  error: (error) =>
    void process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
};
