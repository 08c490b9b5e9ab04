/** What a request says about one run, or one piece of feedback. */
export interface IngestWrite {
  readonly kind: 'post' | 'patch' | 'feedback';
  readonly id: string;
  readonly members: Record<string, any>;
  readonly attachments: Record<string, { type: string; bytes: Buffer }>;
}

export interface Ingest {
  readonly writes: readonly IngestWrite[];
  /** What a server could not take, or would have to guess. */
  readonly problems: readonly string[];
}

interface Part {
  readonly name: string;
  readonly type: string;
  readonly length: number | undefined;
  readonly bytes: Buffer;
}

function partsOf(body: Buffer, boundary: string, problems: string[]): Part[] {
  const parts: Part[] = [];
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  if (at !== 0) problems.push('the body does not begin with its boundary');
  for (;;) {
    const start = at + delimiter.length;
    const next = body.indexOf(delimiter, start);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', start);
    const head = body.subarray(start + 2, headEnd).toString();
    const bytes = body.subarray(headEnd + 4, next - 2);
    if (body.subarray(next - 2, next).toString() !== '\r\n') problems.push('a part does not end with a line end');
    const typeLine = /content-type: ([^\r\n]*)/i.exec(head)?.[1] ?? '';
    const length = /length=(\d+)/.exec(typeLine)?.[1] ?? /content-length: (\d+)/i.exec(head)?.[1];
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    if (/content-encoding/i.test(head)) problems.push(`part ${name} has an encoding of its own`);
    parts.push({
      name,
      type: typeLine.split(';')[0] ?? '',
      length: length === undefined ? undefined : Number(length),
      bytes,
    });
    at = next;
  }
  if (body.subarray(at).toString() !== `--${boundary}--\r\n`) problems.push('the body does not end with its boundary');
  return parts;
}

const outOfBand = ['inputs', 'outputs', 'events', 'extra', 'error', 'serialized'];

function parseMultipart(contentType: string, body: Buffer): Ingest {
  const problems: string[] = [];
  const boundary = /boundary=(\S+)/.exec(contentType)?.[1] ?? '';
  const writes = new Map<string, IngestWrite>();
  for (const { name, type, length, bytes } of partsOf(body, boundary, problems)) {
    const [kind = '', id = '', member, ...rest] = name.split('.');
    if (length !== bytes.length) problems.push(`part ${name} is ${bytes.length} bytes long and says ${length}`);
    if (rest.length > 0) problems.push(`part ${name} has a dot too many`);
    if (kind === 'attachment') {
      const write = writes.get(id);
      if (write === undefined) problems.push(`part ${name} comes before its run`);
      // Not by assignment: a file may be called `__proto__`.
      else Object.defineProperty(write.attachments, member ?? '', { value: { type, bytes }, enumerable: true });
      continue;
    }
    if (kind !== 'post' && kind !== 'patch' && kind !== 'feedback') problems.push(`part ${name} is of no kind`);
    if (type !== 'application/json') problems.push(`part ${name} is ${type}`);
    const value = JSON.parse(bytes.toString()) as Record<string, any>;
    if (member === undefined) {
      if (value['id'] !== id) problems.push(`part ${name} is about ${value['id']}`);
      if (writes.has(id)) problems.push(`${name} comes twice in one request`);
      if (outOfBand.some((key) => key in value)) problems.push(`part ${name} holds what has parts of its own`);
      if (value['trace_id'] === undefined) problems.push(`part ${name} has no trace_id`);
      writes.set(id, { kind: kind as IngestWrite['kind'], id, members: value, attachments: {} });
    } else {
      const write = writes.get(id);
      if (write === undefined) problems.push(`part ${name} comes before its run`);
      else write.members[member] = value;
    }
  }
  return { writes: [...writes.values()], problems };
}

function write(kind: IngestWrite['kind'], members: Record<string, any>): IngestWrite {
  return { kind, id: String(members['id']), members, attachments: {} };
}

/** Reads a request as LangSmith's server does. */
export function parseIngest(method: string, path: string, contentType: string, body: Buffer): Ingest {
  if (contentType.startsWith('multipart/form-data')) return parseMultipart(contentType, body);
  if (contentType !== 'application/json') return { writes: [], problems: [`${method} ${path} is ${contentType}`] };
  const json = JSON.parse(body.toString()) as Record<string, any>;
  if (path === '/feedback') return { writes: [write('feedback', json)], problems: [] };
  if (path === '/runs') return { writes: [write('post', json)], problems: [] };
  if (path.startsWith('/runs/') && method === 'PATCH') {
    return { writes: [write('patch', { ...json, id: path.slice('/runs/'.length) })], problems: [] };
  }
  if (path !== '/runs/batch') return { writes: [], problems: [`there is no ${method} ${path}`] };
  const lists = json as { post?: Record<string, any>[]; patch?: Record<string, any>[] };
  return {
    writes: [
      ...(lists.post ?? []).map((run) => write('post', run)),
      ...(lists.patch ?? []).map((run) => write('patch', run)),
    ],
    problems: [],
  };
}
