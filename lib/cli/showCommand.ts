import { cutTo } from '../export/columns.js';
import { runForest } from '../export/runForest.js';
import { treeText } from '../export/treeText.js';
import { exportLines } from '../server/exchange/exportLines.js';
import type { TraceStore } from '../server/store/traceStore.js';
import { chosenTrace } from './chosenTrace.js';
import { feedbackText } from './feedbackText.js';
import type { Output } from './output.js';
import { runsOfSkeleton } from './storedRunTree.js';

const mostFeedback = 100;

/** Prints the tree of a trace; with `isJson` its runs, a line each. */
export async function show(
  store: TraceStore,
  wanted: string | undefined,
  isJson: boolean,
  output: Output,
): Promise<void> {
  const { traceId } = await chosenTrace(store, wanted);
  if (isJson) {
    for await (const line of exportLines(store, traceId)) output.print(line.trimEnd());
    return;
  }
  const skeleton = await store.trace(traceId);
  if (skeleton === undefined) return;
  const { colors, width, ink } = output;
  output.note(
    ink.dim(`${traceId}  ${skeleton.summary.project}  ${new Date(skeleton.summary.startTime).toISOString()}`),
  );
  const runs = runsOfSkeleton(skeleton);
  output.print(treeText(runForest(runs), { colors, width }));
  const feedback = await store.feedback({ trace: traceId, limit: mostFeedback });
  if (feedback.length === 0) return;
  const names = new Map(runs.map(({ id, name }) => [id, name]));
  output.print(`\n${ink.bold('Feedback')}`);
  for (const one of feedback) {
    const line = feedbackText(one, names.get(one.runId) ?? one.runId);
    output.print(width === undefined ? line : cutTo(line, width));
  }
}
