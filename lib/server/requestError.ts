/** A request that is refused, with the answer to it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 503;
  /** A stable word, as {@link Problem} says. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: RequestError['status'],
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
