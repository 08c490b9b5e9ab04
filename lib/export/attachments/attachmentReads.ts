import { filePathOf } from '../../run/attachment.js';
import type { AttachmentSource, RunAttachment } from '../../run/run.js';
import { silently } from '../../run/silently.js';
import { readSource, readSourceNow, UnreadError, type Room } from './readSource.js';
import { unread } from './unread.js';

/** An attachment whose bytes are there. */
export interface ReadAttachment extends RunAttachment {
  readonly data: Uint8Array | string;
}

/** One whose bytes are somewhere else yet. */
interface UnreadAttachment extends RunAttachment {
  readonly data: AttachmentSource;
}

type Named<File> = readonly [name: string, file: File];
type Unread = Named<UnreadAttachment>;
export type NamedBytes = readonly Named<ReadAttachment>[];
export type NamedAttachments = readonly (Named<ReadAttachment> | Unread)[];

export function isRead(entry: NamedAttachments[number]): entry is Named<ReadAttachment> {
  const { data } = entry[1];
  return typeof data === 'string' || ArrayBuffer.isView(data);
}

export function areRead(files: NamedAttachments): files is NamedBytes {
  return files.every(isRead);
}

/** The attachments of one run that are being read. */
export interface AttachmentRead {
  readonly files: NamedAttachments;
  readonly room: Room;
  /** Takes all of them, read; in the place of one that could not be read stands why. */
  give(files: NamedBytes): void;
}

/** Files that are open at once: a system has a bound to that. */
const mostFiles = 16;

/** Reads attachments that are files and streams, while the program goes on. */
export class AttachmentReads {
  readonly #timeoutMs: number;
  readonly #onFailure: (name: string, why: string) => void;
  readonly #pending = new Map<AttachmentRead, Promise<void>>();
  #openFiles = 0;
  readonly #waiting: (() => void)[] = [];

  /** `timeoutMs`: how long one may take; streams can stall for ever. */
  constructor(timeoutMs: number, onFailure: (name: string, why: string) => void) {
    this.#timeoutMs = timeoutMs;
    this.#onFailure = onFailure;
  }

  add(read: AttachmentRead): void {
    this.#pending.set(
      read,
      silently(() => this.#read(read)),
    );
  }

  /** Resolves when those that are here now are read. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending.values());
  }

  /** For an exit that does not wait: reads what can be read at once. */
  readAtOnce(): void {
    for (const read of [...this.#pending.keys()]) {
      this.#pending.delete(read);
      const { files, room } = read;
      read.give(files.map((entry) => (isRead(entry) ? entry : this.#readNow(entry, room))));
    }
  }

  async #read(read: AttachmentRead): Promise<void> {
    const files = await Promise.all(
      read.files.map(async (entry) => (isRead(entry) ? entry : this.#readLater(entry, read.room))),
    );
    // Unless an exit was quicker.
    if (this.#pending.delete(read)) read.give(files);
  }

  async #readLater([name, { mimeType, data }]: Unread, room: Room): Promise<NamedBytes[number]> {
    try {
      return [name, { mimeType, data: await this.#inTurn(data, room) }];
    } catch (error) {
      return [name, this.#failed(name, error)];
    }
  }

  #readNow([name, { mimeType, data }]: Unread, room: Room): NamedBytes[number] {
    try {
      return [name, { mimeType, data: readSourceNow(data, room) }];
    } catch (error) {
      return [name, this.#failed(name, error)];
    }
  }

  #failed(name: string, error: unknown): ReadAttachment {
    const why = error instanceof UnreadError ? error.message : 'it could not be read';
    this.#onFailure(name, why);
    return { mimeType: 'text/plain', data: unread(why) };
  }

  /** Streams at once, or they would wait for one that stalls; files a few at a time. */
  async #inTurn(source: AttachmentSource, room: Room): Promise<Uint8Array> {
    if (filePathOf(source) === undefined) return this.#inTime(readSource(source, room));
    while (this.#openFiles >= mostFiles) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#openFiles += 1;
    try {
      return await this.#inTime(readSource(source, room));
    } finally {
      this.#openFiles -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #inTime(read: Promise<Uint8Array>): Promise<Uint8Array> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const stop = (): void => reject(new UnreadError(`it was not read within ${this.#timeoutMs} ms`));
      timer = setTimeout(stop, this.#timeoutMs).unref();
    });
    try {
      return await Promise.race([read, late]);
    } finally {
      clearTimeout(timer);
      read.catch(() => undefined);
    }
  }
}
