/** What `POST /api/files` and `POST /api/files/:fileId/keep` answer. */
export interface FileAnswer {
  /** The routes of `/api` answer of the file's traces below `/api/files/:fileId`; its page is below `/files/:fileId`. */
  readonly fileId: string;
  readonly runCount: number;
  readonly traceIds: readonly string[];
  /** Lines that are no run. */
  readonly refusedCount: number;
}
