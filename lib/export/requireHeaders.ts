/**
 * Headers as they can be sent: found out where they are given, and not for every request.
 *
 * @throws TypeError on what is no record of texts, and on what HTTP cannot carry; it never shows a value.
 */
export function requireHeaders(owner: string, headers: unknown): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  if (typeof headers !== 'object' || headers === null || Symbol.iterator in headers) {
    throw new TypeError(`${owner}: headers has to be an object of texts by name.`);
  }
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (typeof value === 'string' && isHeader(name, value)) continue;
    const what = isHeader(name, '') ? `the value of the header ${name}` : `the header ${JSON.stringify(name)}`;
    throw new TypeError(
      `${owner}: ${what} is nothing that HTTP can send: a name of letters and dashes, a text without line ends.`,
    );
  }
  return Object.fromEntries(given);
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}
