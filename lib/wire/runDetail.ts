import type { RunRow } from './traceSkeleton.js';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The parts of a run that are loaded on demand. */
export const partNames = ['inputs', 'outputs', 'error', 'events', 'extra', 'serialized'] as const;

export type PartName = (typeof partNames)[number];

/** What `GET /api/runs/:runId` answers. */
export interface RunDetail extends RunRow {
  readonly dottedOrder: string | null;
  /** Absent parts were never told. `extra.metadata` holds the metadata, `extra.runtime` what the client said of itself. */
  readonly parts: Partial<Readonly<Record<PartName, Part>>>;
  readonly attachments: readonly AttachmentLink[];
  /** The oldest first. */
  readonly feedback: readonly Feedback[];
  /** Runs that it has to do with and is not below, at most 100. */
  readonly links: readonly RunLink[];
}

/** Where another run is. It may not have arrived. */
export interface RunLink {
  readonly traceId: string;
  /** Where only its W3C span id is known: the last 16 digits, with zeros before them. */
  readonly runId: string;
}

/** What somebody, or something, says about a run. */
export interface Feedback {
  readonly id: string;
  readonly runId: string;
  /** The trace of that run, where it was told. */
  readonly traceId: string | null;
  /** What is judged, such as `correctness`. */
  readonly key: string;
  readonly score: number | boolean | null;
  readonly value: Json;
  readonly comment: string | null;
  readonly correction: Json;
  /** Who says so: `{ type: 'api', metadata: {} }`. */
  readonly source: Json;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A part of a run, small enough to be shown at once. */
export interface Part {
  /** The value, with what is too large cut as {@link Part.cuts} tell. */
  readonly value: Json;
  /** Bytes of the whole, as JSON. */
  readonly size: number;
  /** Empty where everything is there. Beside the value and not in it: no traced text can pass for a mark. */
  readonly cuts: readonly Cut[];
}

/** A place at which something is left out. Ask for more with {@link PartQuery}. */
export interface Cut {
  /** JSON pointer (RFC 6901) from the part's value: `/messages/3/content`; `''` is the value itself. */
  readonly path: string;
  readonly kind: 'string' | 'array' | 'object';
  /** Characters, items or members that are shown: always the first ones. */
  readonly shown: number;
  /** How many there are. */
  readonly total: number;
}

/**
 * The query string of `GET /api/runs/:runId/parts/:part`, which answers a {@link PartSlice}. The whole part as a file:
 * `GET /api/runs/:runId/parts/:part/raw`.
 */
export interface PartQuery {
  /** As {@link Cut.path}. Default `''`. */
  readonly path?: string;
  /** Where to go on: characters, items or members. Default 0. */
  readonly offset?: number;
  /** At most so many: 1 to 1,000,000 characters, 1 to 10,000 items or members. Default: what fits into one answer. */
  readonly limit?: number;
}

/** Some more of a value that was cut. */
export interface PartSlice {
  /** The piece: a string, an array of items, or an object of members, to be put behind what is there. */
  readonly value: Json;
  /** Where to go on; `null` at the end. */
  readonly nextOffset: number | null;
  readonly total: number;
  /** Cuts inside the piece; paths start at the piece, whose first item is item 0. */
  readonly cuts: readonly Cut[];
}

/** A file that belongs to a run. */
export interface AttachmentLink {
  readonly name: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Path to load it from. Images are sent as what they are; everything else as a download, because a page out of a trace must
   * not run in the viewer's origin.
   */
  readonly url: string;
}
