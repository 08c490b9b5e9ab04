import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree as OfficialRunTree } from 'langsmith';
import { RunTree } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { metadataShapes, troublesomeTexts, wholeTexts } from '../helpers/runShapes.js';

const { diagnostics } = freshTracing();

/** What LangSmith can carry: tags without its separator, and without what would be read as our escape of one. */
const plainTags = fc.array(
  fc.oneof(wholeTexts, troublesomeTexts).filter((tag) => !/,|%2c|%25/i.test(tag)),
  { maxLength: 5 },
);
const projectNames = fc.oneof(wholeTexts, troublesomeTexts);

function shuffledCase(record: Record<string, string>, random: readonly boolean[]): Record<string, string> {
  let at = 0;
  const recase = (name: string): string =>
    [...name].map((letter) => (random[at++ % random.length] === true ? letter.toUpperCase() : letter)).join('');
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [recase(name), value]));
}

describe('headers that we write', () => {
  test('are langsmith-trace with the dotted order, traceparent, tracestate and baggage', () => {
    const run = new RunTree({ name: 'root', projectName: 'docs', tags: ['a', 'b c'], metadata: { user: 'Zoë', n: 1 } });
    expect(run.toHeaders()).toEqual({
      'langsmith-trace': run.dottedOrder,
      traceparent: `00-${run.traceId.replaceAll('-', '')}-${run.id.replaceAll('-', '').slice(16)}-01`,
      tracestate: `tracenest=${run.id}`,
      baggage:
        'langsmith-metadata=%7B%22user%22%3A%22Zo%C3%AB%22%2C%22n%22%3A1%7D,langsmith-tags=a%2Cb%20c,langsmith-project=docs',
    });
  });

  test('are, letter for letter, those of the official RunTree for the same run', () => {
    fc.assert(
      fc.property(metadataShapes, plainTags, projectNames, (metadata, tags, projectName) => {
        const ours = new RunTree({ name: 'root', tags, metadata, projectName });
        const theirs = new OfficialRunTree({
          name: 'root',
          id: ours.id,
          dotted_order: ours.dottedOrder,
          trace_id: ours.traceId,
          project_name: projectName,
          tags: [...ours.tags],
          metadata,
        });
        const headers = ours.toHeaders();
        expect({ 'langsmith-trace': headers['langsmith-trace'], baggage: headers['baggage'] }).toEqual(
          theirs.toHeaders(),
        );
      }),
    );
  });

  test('are read equal by the official RunTree', () => {
    fc.assert(
      fc.property(metadataShapes, plainTags, projectNames, fc.nat({ max: 4 }), (metadata, tags, projectName, depth) => {
        let run = new RunTree({ name: 'root', tags, metadata, projectName });
        for (let level = 0; level < depth; level++) run = run.createChild({ name: 'child' });
        for (const headers of [run.toHeaders(), new Headers(run.toHeaders())]) {
          const read = OfficialRunTree.fromHeaders(headers);
          expect(read?.id).toBe(run.id);
          expect(read?.trace_id).toBe(run.traceId);
          expect(read?.dotted_order).toBe(run.dottedOrder);
          expect(read?.project_name).toBe(run.projectName);
          expect(read?.tags ?? []).toEqual(run.tags);
          expect(read?.extra?.['metadata'] ?? {}).toEqual(run.metadata);
        }
      }),
    );
  });

  test('put a child of the official RunTree below our run', () => {
    const run = new RunTree({ name: 'root' }).createChild({ name: 'child' });
    const theirs = OfficialRunTree.fromHeaders(run.toHeaders())?.createChild({ name: 'theirs' });
    expect(theirs?.parent_run_id ?? theirs?.parent_run?.id).toBe(run.id);
    expect(theirs?.trace_id).toBe(run.traceId);
    expect(theirs?.dotted_order.startsWith(`${run.dottedOrder}.`)).toBe(true);
  });
});

describe('headers that the official RunTree writes', () => {
  test('are read equal, in any case of the names, from records and Headers objects', () => {
    const cases = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(
        metadataShapes,
        plainTags,
        projectNames,
        fc.nat({ max: 4 }),
        cases,
        (metadata, tags, project, depth, upper) => {
          let theirs = new OfficialRunTree({ name: 'root', project_name: project, tags, metadata });
          for (let level = 0; level < depth; level++) {
            theirs = theirs.createChild({ name: 'child', tags, metadata });
          }
          const written = theirs.toHeaders();
          for (const headers of [written, shuffledCase(written, upper), new Headers(written)]) {
            const read = RunTree.fromHeaders(headers);
            expect(read?.id).toBe(theirs.id);
            expect(read?.traceId).toBe(theirs.trace_id);
            expect(read?.dottedOrder).toBe(theirs.dotted_order);
            expect(read?.projectName).toBe(project);
            expect(read?.tags).toEqual([...new Set(theirs.tags)]);
            expect(read?.metadata).toEqual(theirs.metadata);
          }
          expect(diagnostics).toEqual([]);
        },
      ),
    );
  });

  test('put a child of ours below their run', () => {
    const theirs = new OfficialRunTree({ name: 'root' }).createChild({ name: 'child' });
    const child = RunTree.fromHeaders(theirs.toHeaders())?.createChild({ name: 'ours' });
    expect(child?.parentRunId).toBe(theirs.id);
    expect(child?.traceId).toBe(theirs.trace_id);
    expect(child?.dottedOrder.startsWith(`${theirs.dotted_order}.`)).toBe(true);
    expect(child?.dottedOrder.split('.')).toHaveLength(3);
  });
});

describe('between two of us', () => {
  const anyTags = fc.uniqueArray(fc.oneof(wholeTexts, troublesomeTexts), { maxLength: 5 });

  test('identity, project, tags and metadata survive, commas and percent signs included', () => {
    fc.assert(
      fc.property(metadataShapes, anyTags, projectNames, fc.nat({ max: 4 }), (metadata, tags, projectName, depth) => {
        let run = new RunTree({ name: 'root', tags, metadata, projectName });
        for (let level = 0; level < depth; level++) run = run.createChild({ name: 'child' });
        const read = RunTree.fromHeaders(run.toHeaders());
        expect(read?.id).toBe(run.id);
        expect(read?.traceId).toBe(run.traceId);
        expect(read?.parentRunId).toBe(run.parentRunId);
        expect(read?.dottedOrder).toBe(run.dottedOrder);
        expect(read?.projectName).toBe(projectName);
        expect(read?.tags).toEqual(tags);
        expect(read?.metadata).toEqual(run.metadata);
        expect(read?.toHeaders()).toEqual(run.toHeaders());
      }),
      { numRuns: 500 },
    );
    expect(diagnostics).toEqual([]);
  });

  test.each(['a,b', ',', ',,', '100%', '%2C', '%2c', '%25', '%252C', '%2525', '50%,off', 'a=b;c', ' blank '])(
    'the tag "%s" arrives as it was',
    (tag) => {
      const run = new RunTree({ name: 'root', tags: [tag, 'other'] });
      expect(RunTree.fromHeaders(run.toHeaders())?.tags).toEqual([tag, 'other']);
    },
  );

  test('children inherit the tags, the metadata and the project of the parent on the other side', () => {
    const run = new RunTree({ name: 'root', tags: ['a'], metadata: { k: 1 }, projectName: 'docs' });
    const child = RunTree.fromHeaders(run.toHeaders())?.createChild({ name: 'child', tags: ['b'] });
    expect(child?.tags).toEqual(['a', 'b']);
    expect(child?.metadata).toEqual({ k: 1 });
    expect(child?.projectName).toBe('docs');
  });

  test('the trace goes on over many hops', () => {
    const root = new RunTree({ name: 'root' });
    let run = root;
    for (let hop = 0; hop < 50; hop++) {
      run = RunTree.fromHeaders(run.toHeaders())?.createChild({ name: `hop ${hop}` }) ?? root;
    }
    expect(run.dottedOrder.split('.')).toHaveLength(51);
    expect(run.traceId).toBe(root.traceId);
    expect(run.dottedOrder.startsWith(root.dottedOrder)).toBe(true);
  });
});
