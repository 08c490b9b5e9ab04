/** The body of a request: mostly one buffer; what is huge in it stays where it is, and is sent from there. */
export interface Body {
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
  /** Memory that can be used again when it is sent. */
  readonly memory?: Buffer;
}

export function bodyOf(bytes: Uint8Array): Body {
  return { chunks: [bytes], length: bytes.length };
}

/** All of it in one piece. */
export function joined({ chunks, length }: Body): Uint8Array {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}
