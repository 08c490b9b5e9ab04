import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();

const run = new RunTree({ name: 'root', tags: ['a'], metadata: { k: 1 }, projectName: 'docs' });
const ownBaggage = run.toHeaders()['baggage'] ?? '';

/** Entries of others: W3C members with properties, and things that are none. */
const foreignEntries = fc
  .oneof(
    fc.constantFrom(
      'userId=1',
      'userId = 1 ; p = v',
      'k=v;secure',
      'key=',
      'lonely',
      'bad=%zz',
      'x=%',
      'a=b=c',
      'langsmithy=1',
    ),
    fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => text.replaceAll(',', '')),
  )
  .filter((entry) => entry.trim() !== '' && !entry.trim().startsWith('langsmith-'));

describe('baggage of others', () => {
  test('stays letter for letter and in its order when we write our headers', () => {
    fc.assert(
      fc.property(fc.array(foreignEntries, { minLength: 1 }), (entries) => {
        const given = entries.join(',');
        expect(run.toHeaders({ Baggage: given })['baggage']).toBe(`${given},${ownBaggage}`);
        expect(diagnostics).toEqual([]);
      }),
    );
  });

  test('does not hide ours, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(foreignEntries), fc.array(foreignEntries), (before, after) => {
        const baggage = [...before, ownBaggage, ...after].join(',');
        const read = RunTree.fromHeaders({ ...run.toHeaders(), baggage });
        expect(read?.tags).toEqual(['a']);
        expect(read?.metadata).toEqual({ k: 1 });
        expect(read?.projectName).toBe('docs');
        expect(diagnostics).toEqual([]);
      }),
    );
  });

  test('alone gives no parent and no complaint', () => {
    expect(RunTree.fromHeaders({ baggage: 'userId=1,bad=%zz' })).toBeUndefined();
    expect(diagnostics).toEqual([]);
  });

  test('beside an older entry of ours leaves one entry of each kind: the newer', () => {
    const given = `userId=1,${new RunTree({ name: 'other', tags: ['old'], projectName: 'old' }).toHeaders()['baggage']}`;
    expect(run.toHeaders({ baggage: given })['baggage']).toBe(`userId=1,${ownBaggage}`);
  });

  test('blanks around our entries and properties behind them do not matter', () => {
    const baggage = ` ${ownBaggage.replaceAll(',', ' ;ttl=1 , ')} ;ttl=1`;
    const read = RunTree.fromHeaders({ 'langsmith-trace': run.dottedOrder, baggage });
    expect(read?.tags).toEqual(['a']);
    expect(read?.metadata).toEqual({ k: 1 });
    expect(read?.projectName).toBe('docs');
    expect(diagnostics).toEqual([]);
  });
});

describe('other headers', () => {
  test('are kept, under lower-case names, and the given object is not changed', () => {
    const given = { Authorization: 'Bearer x', 'Content-Type': 'application/json', 'LangSmith-Trace': 'old' };
    const written = run.toHeaders(given);
    expect(written['authorization']).toBe('Bearer x');
    expect(written['content-type']).toBe('application/json');
    expect(written['langsmith-trace']).toBe(run.dottedOrder);
    expect(Object.keys(written).filter((name) => name.toLowerCase() === 'langsmith-trace')).toHaveLength(1);
    expect(given).toEqual({ Authorization: 'Bearer x', 'Content-Type': 'application/json', 'LangSmith-Trace': 'old' });
  });

  test('of a Headers object are kept', () => {
    const written = run.toHeaders(new Headers({ Accept: 'text/plain', baggage: 'userId=1' }));
    expect(written['accept']).toBe('text/plain');
    expect(written['baggage']).toBe(`userId=1,${ownBaggage}`);
  });

  test("in the lists of Node's headersDistinct are read", () => {
    const lists = Object.fromEntries(Object.entries(run.toHeaders()).map(([name, value]) => [name, [value]]));
    expect(RunTree.fromHeaders(lists)?.dottedOrder).toBe(run.dottedOrder);
    expect(RunTree.fromHeaders(lists)?.tags).toEqual(['a']);
  });

  test('that are numbers or missing, as HTTP clients keep them, do not throw', () => {
    const given = { 'Content-Length': 5, 'X-None': undefined, 'X-Null': null, 'X-Flag': true } as never;
    expect(run.toHeaders(given)).toMatchObject({ 'content-length': '5', 'langsmith-trace': run.dottedOrder });
    expect(RunTree.fromHeaders({ ...run.toHeaders(), ...(given as object) })?.id).toBe(run.id);
  });

  test('what we write is accepted by fetch', () => {
    const odd = new RunTree({ name: 'odd', tags: ['ä,😀\n'], metadata: { '\u0000': '\r\n' }, projectName: 'a\r\nb' });
    const headers = new Headers(odd.toHeaders());
    expect(RunTree.fromHeaders(headers)?.tags).toEqual(['ä,😀\n']);
    expect(RunTree.fromHeaders(headers)?.projectName).toBe('a\r\nb');
  });
});
