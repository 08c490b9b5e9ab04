import { report } from '../diagnostics/diagnostic.js';

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
      report({
        code: 'baggage-malformed',
        message: `The entry ${entryKey(entry)} of an incoming baggage header cannot be read and is left out. The sender probably did not percent-encode it.`,
        cause,
      });
    }
  }
  return baggage;
}

function writeEntries(baggage: RunBaggage): string[] {
  const entries: string[] = [];
  const { metadata, tags, projectName } = baggage;
  if (metadata !== undefined && Object.keys(metadata).length > 0) {
    entries.push(`${keys.metadata}=${encode(JSON.stringify(metadata))}`);
  }
  if (tags !== undefined && tags.length > 0) {
    entries.push(`${keys.tags}=${encode(tags.map(escapeTag).join(','))}`);
  }
  if (projectName !== undefined && projectName !== '') entries.push(`${keys.projectName}=${encode(projectName)}`);
  return entries;
}

/** A `baggage` header with our entries; those of others in `existing` stay, letter for letter. */
export function formatBaggage(baggage: RunBaggage, existing = ''): string {
  const foreign = existing.split(',').filter((entry) => entry.trim() !== '' && !ownKeys.has(entryKey(entry)));
  return [...foreign, ...writeEntries(baggage)].join(',');
}
