import { describe, expect, test } from '@jest/globals';
import { RunTree } from 'tracenest';

function attached(data: Uint8Array | string): RunTree {
  const run = new RunTree({ name: 'run' });
  run.attach('file', { mimeType: 'application/octet-stream', data });
  return run;
}

function shared(...bytes: number[]): ArrayBufferLike {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

describe('an attachment', () => {
  test('has its name, its type and its bytes', () => {
    const run = attached(new Uint8Array([1, 2, 3]));
    run.attach('note.txt', { mimeType: 'text/plain', data: 'hello' });
    expect(run.attachments).toEqual({
      file: { mimeType: 'application/octet-stream', data: new Uint8Array([1, 2, 3]) },
      'note.txt': { mimeType: 'text/plain', data: 'hello' },
    });
  });

  test.each([
    ['a Uint8Array', () => new Uint8Array([1, 2, 3])],
    ['a Buffer, whose slice shares its bytes', () => Buffer.from([1, 2, 3])],
    ['a Buffer out of the pool', () => Buffer.from('\u0001\u0002\u0003')],
    ['a view into a larger buffer', () => new Uint8Array(new Uint8Array([0, 1, 2, 3, 4]).buffer, 1, 3)],
  ])('is a copy of %s', (_what, make) => {
    const data = make();
    const run = attached(data);
    data.fill(9);
    const copy = run.attachments['file']?.data as Uint8Array;
    expect([...copy]).toEqual([1, 2, 3]);
    expect(copy.buffer).not.toBe(data.buffer);
  });

  test.each([
    ['an ArrayBuffer', () => new Uint8Array([1, 2, 3, 4]).buffer],
    ['a SharedArrayBuffer', () => shared(1, 2, 3, 4)],
    ['a Uint16Array, by its bytes', () => new Uint16Array([0x0201, 0x0403])],
    ['a view of two numbers in a larger buffer', () => new Uint16Array(new Uint16Array([9, 0x0201, 0x0403]).buffer, 2)],
    ['a DataView', () => new DataView(new Uint8Array([1, 2, 3, 4]).buffer)],
  ])('is the bytes of %s', (_what, make) => {
    const run = new RunTree({ name: 'run' });
    run.attach('file', { mimeType: 'application/octet-stream', data: make() });
    expect(run.attachments['file']?.data).toEqual(new Uint8Array([1, 2, 3, 4]));
  });

  test("may come in LangSmith's form, as a pair of type and data", () => {
    const run = new RunTree({ name: 'run' });
    run.attach('page', ['text/plain', 'hello']);
    run.attach('image', ['image/png', new Uint8Array([1])]);
    expect(run.attachments).toEqual({
      page: { mimeType: 'text/plain', data: 'hello' },
      image: { mimeType: 'image/png', data: new Uint8Array([1]) },
    });
  });

  test('of the same name replaces the earlier', () => {
    const run = attached('one');
    run.attach('file', { mimeType: 'text/plain', data: 'two' });
    expect(run.attachments).toEqual({ file: { mimeType: 'text/plain', data: 'two' } });
  });

  test('may have any name', () => {
    const run = new RunTree({ name: 'run' });
    for (const name of ['__proto__', 'constructor', '', 'a.b'])
      run.attach(name, { mimeType: 'text/plain', data: name });
    expect(Object.entries(run.attachments).map(([name, { data }]) => [name, data])).toEqual([
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
      ['', ''],
      ['a.b', 'a.b'],
    ]);
  });

  test('stays out of the wire form of the run, where bytes travel beside it', () => {
    expect(JSON.stringify(attached('secret text'))).not.toContain('secret text');
  });
});
