import type { PartName } from '../../wire/runDetail.js';
import { isUuid } from '../../run/identity.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { RunChange, StoredAttachment } from '../store/runChange.js';
import type { IngestResult, Refusal } from './ingestResult.js';
import { multipart, type BodyPart } from './multipart.js';
import { partNames, runChangeOf } from './runChangeOf.js';

interface Assembled {
  readonly kind: 'post' | 'patch';
  readonly id: string;
  readonly fields: Record<string, unknown>;
  readonly texts: Partial<Record<PartName, string>>;
}

const runPart = /^(post|patch)\.([^.]+)(?:\.([a-z]+))?$/;
const attachmentPart = /^attachment\.([^.]+)\.(.+)$/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`It is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** The fields of a run; where one of its parts has come before them, that stays. */
function takeFields({ fields, texts }: Assembled, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('A run is a JSON object.');
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(texts, name))
      Object.defineProperty(fields, name, { value: field, enumerable: true, configurable: true, writable: true });
  }
}

/** Puts the runs of a body together out of their parts. */
class RunAssembly {
  readonly #runs = new Map<string, Assembled>();
  readonly #files = new Map<string, StoredAttachment[]>();
  readonly #refusals: Refusal[] = [];
  readonly #limits: Limits;

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
    for (const [id, attachments] of this.#files) {
      changes.push({ id, rank: 0, facts: {}, payload: { parts: {} }, attachments });
    }
    return { changes, refusals: this.#refusals };
  }

  #take({ name, mimeType, data }: BodyPart): void {
    if (data.byteLength > this.#limits.part) throw new Error(`It has more than ${this.#limits.part} bytes.`);
    const file = attachmentPart.exec(name);
    if (file !== null) return this.#takeFile(file[1] ?? '', { name: file[2] ?? '', mimeType, data });
    if (name.startsWith('feedback.')) throw new Error('This server keeps no feedback.');
    const match = runPart.exec(name);
    if (match === null)
      throw new Error(
        'Parts are named post.<id>, patch.<id>, either with .inputs and so on, or attachment.<id>.<name>.',
      );
    const [, kind, id, field] = match;
    const run = this.#run(kind as Assembled['kind'], id ?? '');
    const text = data.toString();
    const value = parsed(text);
    if (field === undefined) {
      takeFields(run, value);
    } else if (partNames.includes(field as PartName)) {
      run.texts[field as PartName] = text;
      run.fields[field] = value;
    } else throw new Error(`A run has no part "${field}".`);
  }

  #takeFile(id: string, file: StoredAttachment): void {
    if (!isUuid(id)) throw new Error('The id in the name of the part is no UUID.');
    const files = this.#files.get(id.toLowerCase()) ?? [];
    files.push(file);
    this.#files.set(id.toLowerCase(), files);
  }

  #run(kind: Assembled['kind'], id: string): Assembled {
    const key = `${kind}.${id}`;
    let run = this.#runs.get(key);
    if (run === undefined) this.#runs.set(key, (run = { kind, id, fields: {}, texts: {} }));
    return run;
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
