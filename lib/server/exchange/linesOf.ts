import { StringDecoder } from 'node:string_decoder';

/** Not with `node:readline`: some versions also split at U+2028, which JSON leaves as it is. */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const [first = '', ...others] = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    rest += first;
    for (const line of others) {
      yield rest;
      rest = line;
    }
  }
  yield rest + decoder.end();
}
