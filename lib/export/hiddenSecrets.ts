/** Shorter ones are words that occur anywhere. */
const shortest = 6;

/** What is secret of a connection: servers and errors repeat what they were sent, and somebody reads that in a log. */
export class HiddenSecrets {
  readonly #marks: readonly (readonly [secret: string, mark: string])[];

  /** `key`: hidden however short it is. Of a URL its password and query, of headers their values, also word by word. */
  constructor(url: URL, headers: Readonly<Record<string, string>>, key?: string) {
    const { password, search, searchParams } = url;
    const words = Object.entries(headers).flatMap(([name, value]) =>
      [String(value), ...String(value).split(/[\s,;=]+/)].map((secret) => [secret, `[${name}]`] as const),
    );
    const query = [search.slice(1), ...searchParams.values()].map((secret) => [secret, '[query]'] as const);
    const passwords = [password, decoded(password)].map((secret) => [secret, '[password]'] as const);
    const long = [...passwords, ...query, ...words].filter(([secret]) => secret.length >= shortest);
    // The longest first: one may be a part of another.
    long.sort(([one], [other]) => other.length - one.length);
    this.#marks = key === undefined ? long : [[key, '[API key]'], ...long];
  }

  /** The text without them. */
  outOf(text: string): string {
    return this.#marks.reduce((rest, [secret, mark]) => rest.replaceAll(secret, () => mark), text);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
