/**
 * Some more of what a run that goes on has streamed. It is shown while the run goes on, and never stored: what the run gave is
 * told with its end.
 */
export interface StreamedPiece {
  readonly id: string;
  readonly traceId: string;
  /** How many characters (UTF-16) came before. 0 begins anew. */
  readonly at: number;
  readonly text: string;
  /** More has come than is shown: {@link maxStreamedText}. */
  readonly isCut?: boolean;
}

/** The body of `POST /tracenest/streams`. The answer is 202, or 409 where a piece does not fit: then begin anew at 0. */
export interface StreamedPieces {
  readonly runs: readonly StreamedPiece[];
}

/** Characters that are shown of a run while it streams. */
export const maxStreamedText = 100_000;

/** In `instance_flags` of what `GET /info` answers: the server shows what runs stream. No other server is sent it. */
export const streamsFlag = 'tracenest_streams';
