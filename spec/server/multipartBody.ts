/** A part of a `multipart/form-data` body, with the length of its data told in one of the ways of LangSmith's clients, or wrong. */
export interface Part {
  name: string;
  value: string | Uint8Array;
  length?: 'parameter' | 'header' | 'none' | 'wrong';
  type?: string;
}

/** The body of a `POST /runs/multipart`. */
export function multipart(parts: readonly Part[], boundary = 'b'): Buffer {
  const chunks = parts.map(({ name, value, length = 'parameter', type = 'application/json' }) => {
    const data = Buffer.from(value);
    const size = length === 'wrong' ? data.length + 3 : data.length;
    const parameter = length === 'parameter' || length === 'wrong' ? `; length=${size}` : '';
    const header = length === 'header' ? `Content-Length: ${size}\r\n` : '';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}${parameter}\r\n${header}\r\n`;
    return Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n')]);
  });
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}
