// The measured process: one library, one question, one line of JSON.
import { bytesPerCall } from './allocation.mjs';
import { libraries } from './libraries.mjs';
import { liveIn } from './livedIn.mjs';
import { timeDifference, timePerUnit } from './timing.mjs';
import { workloads as commonWorkloads } from './workloads.mjs';

const [question, library, milliseconds] = process.argv.slice(2);
const { subjects, loops = {} } = await import(`./adapters/${library}.mjs`);
const workloads = Object.fromEntries(
  Object.entries(commonWorkloads).map(([name, workload]) => [
    name,
    { ...workload, loop: loops[name] ?? workload.loop },
  ]),
);

async function times() {
  const figures = {};
  for (const name of libraries[library].workloads ?? Object.keys(workloads)) {
    figures[name] = await timePerUnit(workloads[name], subjects, Number(milliseconds));
  }
  return figures;
}

/** What the library costs over plain calls in the same process. */
async function overPlain() {
  const { subjects: plainSubjects } = await import('./adapters/undecorated.mjs');
  // The query makes it another module: each side's loop sees only its own functions.
  const { workloads: plainWorkloads } = await import('./workloads.mjs?plain');
  const figures = {};
  for (const name of libraries[library].workloads) {
    const plain = { workload: plainWorkloads[name], subjects: plainSubjects };
    const changed = { workload: workloads[name], subjects };
    figures[name] = await timeDifference(plain, changed, Number(milliseconds));
  }
  return figures;
}

const answers = {
  times,
  overPlain,
  bytes: async () => ({ sync: await bytesPerCall(workloads.sync, subjects) }),
};

await liveIn();
const figures = await answers[question]();
// A library may hold the process open with a timer.
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
