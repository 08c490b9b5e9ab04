import { isUtf8 } from 'node:buffer';
import { partNames, type PartName } from '../../wire/runDetail.js';
import { isUuid } from '../../run/identity.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { RunChange, StoredAttachment } from '../store/runChange.js';
import { aboutRun, feedbackChangeOf } from './feedbackChangeOf.js';
import type { IngestResult, Refusal } from './ingestResult.js';
import { multipart, type BodyPart } from './multipart.js';
import { isTooDeep, mostLevels } from './nesting.js';
import { runChangeOf, type PartMessage } from './runChangeOf.js';

interface Assembled {
  readonly kind: 'post' | 'patch';
  readonly id: string;
  fields: Readonly<Record<string, unknown>>;
  readonly parts: Partial<Record<PartName, PartMessage>>;
}

const noFields: Assembled['fields'] = {};
const attachmentPart = /^attachment\.([^.]+)\.(.+)$/s;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`It is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

function isPartName(name: string): name is PartName {
  return (partNames as readonly string[]).includes(name);
}

/** `post.<id>.inputs` in its pieces; without expressions, as there are four such names to a run. */
function runPart(name: string): { kind: Assembled['kind']; id: string; field: string | undefined } | undefined {
  const kind = name.startsWith('post.') ? 'post' : name.startsWith('patch.') ? 'patch' : undefined;
  if (kind === undefined) return undefined;
  const start = kind.length + 1;
  const dot = name.indexOf('.', start);
  return dot < 0
    ? { kind, id: name.slice(start), field: undefined }
    : { kind, id: name.slice(start, dot), field: name.slice(dot + 1) };
}

/** Puts the runs of a body together out of their parts. */
class RunAssembly {
  readonly #runs = new Map<string, Assembled>();
  /** What came besides: files, and what is said about runs. */
  readonly #besides: RunChange[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #limits: Limits;
  #last: Assembled | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(part: BodyPart): void {
    try {
      this.#take(part);
    } catch (error) {
      this.refuse(part.name, error);
    }
  }

  refuse(part: string, error: unknown): void {
    this.#refusals.push({ part: part.slice(0, 200), error: error instanceof Error ? error.message : String(error) });
  }

  result(): IngestResult {
    const changes: RunChange[] = [];
    for (const [key, run] of this.#runs) {
      try {
        changes.push(runChangeOf(run));
      } catch (error) {
        this.refuse(key, error);
      }
    }
    return { changes: [...changes, ...this.#besides], refusals: this.#refusals };
  }

  #take({ name, mimeType, data }: BodyPart): void {
    if (data.byteLength > this.#limits.part) throw new Error(`It has more than ${this.#limits.part} bytes.`);
    const file = name.startsWith('attachment.') ? attachmentPart.exec(name) : null;
    if (file !== null) return this.#takeFile(file[1] ?? '', { name: file[2] ?? '', mimeType, data });
    if (name.startsWith('feedback.')) return this.#takeFeedback(name.slice('feedback.'.length), data);
    const place = runPart(name);
    if (place === undefined)
      throw new Error(
        'Parts are named post.<id>, patch.<id>, either with .inputs and so on, attachment.<id>.<name> or feedback.<id>.',
      );
    const { kind, id, field } = place;
    const run = this.#run(kind, id);
    const text = data.toString();
    const value = parsed(text);
    if (field === undefined) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new Error('A run is a JSON object.');
      run.fields = run.fields === noFields ? (value as Assembled['fields']) : { ...run.fields, ...value };
    } else if (isPartName(field)) {
      if (isTooDeep(value)) throw new Error(`It is nested more than ${mostLevels} levels deep.`);
      // What is no UTF-8 has its faulty bytes replaced in the text.
      run.parts[field] = { value, text: isUtf8(data) ? data : text };
    } else throw new Error(`A run has no part "${field.slice(0, 60)}".`);
  }

  #takeFile(id: string, file: StoredAttachment): void {
    if (!isUuid(id)) throw new Error('The id in the name of the part is no UUID.');
    this.#besides.push(aboutRun(id.toLowerCase(), { attachments: [file] }));
  }

  #takeFeedback(id: string, data: Buffer): void {
    this.#besides.push(feedbackChangeOf(parsed(data.toString()), id));
  }

  #run(kind: Assembled['kind'], id: string): Assembled {
    // The parts of a run stand together.
    if (this.#last?.id === id && this.#last.kind === kind) return this.#last;
    const key = `${kind}.${id}`;
    let run = this.#runs.get(key);
    if (run === undefined) this.#runs.set(key, (run = { kind, id, fields: noFields, parts: {} }));
    return (this.#last = run);
  }
}

/** The runs of a `POST /runs/multipart`. A body that breaks off keeps what is whole of it. */
export function multipartRuns(contentType: string, body: Buffer, limits: Limits): IngestResult {
  const assembly = new RunAssembly(limits);
  try {
    for (const part of multipart(contentType, body, limits)) assembly.add(part);
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 400) throw error;
    assembly.refuse('body', error);
  }
  return assembly.result();
}
