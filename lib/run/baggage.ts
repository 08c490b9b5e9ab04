import { reportSeldom } from '../diagnostics/diagnostic.js';

/** What travels beside a parent's identity: LangSmith's entries of a W3C `baggage` header. */
export interface RunBaggage {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly projectName?: string;
}

const keys = { metadata: 'langsmith-metadata', tags: 'langsmith-tags', projectName: 'langsmith-project' } as const;
const ownKeys: ReadonlySet<string> = new Set(Object.values(keys));

/**
 * LangSmith joins tags by commas, so a comma inside a tag would split it on arrival. Escaped once more it survives between
 * us, and a reader that does not know the escape sees one tag with `%2C` in it instead of two.
 */
function escapeTag(tag: string): string {
  return tag.replaceAll(/%(?=25|2C)/g, '%25').replaceAll(',', '%2C');
}

/** Half of a surrogate pair cannot be encoded: it arrives as U+FFFD, the replacement character. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

function unescapeTag(tag: string): string {
  return tag.replaceAll('%2C', ',').replaceAll('%25', '%');
}

function entryKey(entry: string): string {
  return (entry.split('=', 1)[0] ?? '').trim();
}

function decode(entry: string): string {
  const value = entry.slice(entry.indexOf('=') + 1).split(';', 1)[0] ?? '';
  return decodeURIComponent(value.trim());
}

function parseMetadata(text: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new TypeError('not an object');
  return parsed as Record<string, unknown>;
}

function readEntry(entry: string): RunBaggage {
  switch (entryKey(entry)) {
    case keys.metadata:
      return { metadata: parseMetadata(decode(entry)) };
    case keys.tags: {
      const text = decode(entry);
      return text === '' ? {} : { tags: text.split(',').map(unescapeTag) };
    }
    case keys.projectName: {
      const projectName = decode(entry);
      return projectName === '' ? {} : { projectName };
    }
    default:
      return {};
  }
}

/** Reads our entries. A malformed one is left out with a diagnostic; everybody else's are not looked at. */
export function parseBaggage(header: string): RunBaggage {
  let baggage: RunBaggage = {};
  for (const entry of header.split(',')) {
    if (!ownKeys.has(entryKey(entry))) continue;
    try {
      baggage = { ...baggage, ...readEntry(entry) };
    } catch (cause) {
      reportSeldom({
        code: 'baggage-malformed',
        message: `The entry ${entryKey(entry)} of an incoming baggage header cannot be read and is left out. The sender probably did not percent-encode it.`,
        cause,
      });
    }
  }
  return baggage;
}

/** A `baggage` header, and what did not fit into it. */
export interface WrittenBaggage {
  readonly text: string;
  readonly omitted: readonly string[];
}

/** W3C lets a header have 8,192 bytes (https://www.w3.org/TR/baggage/#limits); servers that allow 8 kB count its name. */
const maxLength = 8_000;
/** What the names of our entries, and the braces of the metadata, come to at most. */
const namesLength = 80;

/** A part of an entry: how it is called in a report, and its text. */
type Part = readonly [label: string, text: string];

class Room {
  readonly omitted: string[] = [];
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  /** The texts of the parts that fit, each of which takes its place. */
  fit(parts: readonly Part[]): string {
    return parts.flatMap(([label, text]) => (this.#take(label, text) ? [text] : [])).join(',');
  }

  #take(label: string, text: string): boolean {
    const length = encode(`${text},`).length;
    const fits = length <= this.#left;
    if (fits) this.#left -= length;
    else this.omitted.push(label);
    return fits;
  }
}

/**
 * A `baggage` header with our entries; those of others in `existing` stay, letter for letter. Of ours goes in what fits: a
 * header that servers refuse would make the program's own request fail.
 */
export function formatBaggage(
  { projectName = '', tags = [], metadata = {} }: RunBaggage,
  existing = '',
): WrittenBaggage {
  const foreign = existing.split(',').filter((entry) => entry.trim() !== '' && !ownKeys.has(entryKey(entry)));
  const room = new Room(maxLength - namesLength - foreign.join(',').length);
  // In the order in which a trace can least do without.
  const project = room.fit(projectName === '' ? [] : [['the project', projectName]]);
  const tagList = room.fit(tags.map((tag) => [`the tag ${JSON.stringify(tag)}`, escapeTag(tag)]));
  const members = room.fit(Object.entries(metadata).map(metadataPart));
  const entries = [
    [keys.metadata, members === '' ? '' : `{${members}}`],
    [keys.tags, tagList],
    [keys.projectName, project],
  ].filter(([, text]) => text !== '');
  const own = entries.map(([key, text = '']) => `${key}=${encode(text)}`);
  return { text: [...foreign, ...own].join(','), omitted: room.omitted };
}

function metadataPart([key, value]: [string, unknown]): Part {
  const name = JSON.stringify(key);
  return [`the metadata ${name}`, `${name}:${JSON.stringify(value)}`];
}
