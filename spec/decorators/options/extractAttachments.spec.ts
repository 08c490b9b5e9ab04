import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const image = Uint8Array.from([1, 2, 3]);
const describeImage = (question: string, bytes: Uint8Array): string => `${question} ${bytes.length}`;
const extracting = {
  extractAttachments: (question: unknown, bytes: unknown) =>
    [{ image: { mimeType: 'image/png', data: bytes as Uint8Array } }, [question]] as const,
};

describe('the option extractAttachments', () => {
  test('takes files out of the arguments that are recorded, and not out of those that the function gets', () => {
    expect(traceable(describeImage, extracting)('What?', image)).toBe('What? 3');
    expect(exporter.runs[0]?.inputs).toEqual({ question: 'What?' });
    expect(exporter.runs[0]?.attachments).toEqual({ image: { mimeType: 'image/png', data: image } });
  });

  test('copies the bytes', () => {
    const bytes = Buffer.from([1, 2, 3]);
    traceable((_question: string, data: Uint8Array) => data.fill(9), extracting)('What?', bytes);
    expect([...(exporter.runs[0]?.attachments['image']?.data as Uint8Array)]).toEqual([1, 2, 3]);
  });

  test('has them at the start already: an exporter that sends starts can send them', () => {
    let atStart: unknown;
    traceable(describeImage, { ...extracting, onStart: (run) => (atStart = Object.keys(run.attachments)) })(
      'What?',
      image,
    );
    expect(atStart).toEqual(['image']);
  });

  test('leaves the rest to processInputs', () => {
    traceable(describeImage, { ...extracting, processInputs: (inputs) => ({ seen: Object.keys(inputs) }) })(
      'What?',
      image,
    );
    expect(exporter.runs[0]?.inputs).toEqual({ seen: ['question'] });
  });

  test.each<[string, (...args: unknown[]) => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async (...args) => [{}, args]],
    ['that returns nothing', () => undefined],
    ['that returns something else', () => ({ image })],
    ['that returns no list of arguments', () => [{}, 5]],
  ])('%s withholds the inputs, and is reported once', (_what, extractAttachments) => {
    const call = traceable(describeImage, { extractAttachments: extractAttachments as never });
    expect(call('secret?', image)).toBe('secret? 3');
    expect(call('secret?', image)).toBe('secret? 3');
    expect(JSON.stringify(exporter.runs.map(({ inputs }) => inputs))).not.toContain('secret');
    expect(exporter.runs[0]?.attachments).toEqual({});
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-extractAttachments']);
  });

  test('with a file that is none is reported, and the others are kept', () => {
    const call = traceable(describeImage, {
      extractAttachments: (() => [{ bad: undefined, good: { mimeType: 'text/plain', data: 'x' } }, []]) as never,
    });
    expect(call('What?', image)).toBe('What? 3');
    expect(Object.keys(exporter.runs[0]?.attachments ?? {})).toEqual(['good']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-misuse']);
    expect(diagnostics[0]?.message).toMatch(/attach of the run .* got undefined/);
  });
});
