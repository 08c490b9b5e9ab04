import { traceable } from 'langsmith/traceable';
import { inputDocument, nestedDepth, wrapSubjects } from '../subjects.mjs';
import { texts } from '../workloads.mjs';

// Only the wrapper is measured: its export costs ten times more.
const client = {
  async createRun() {},
  async updateRun() {},
};

const wrap = (body, _kind, name) => traceable(body, { name, client, tracingEnabled: true });
const nested = wrap(async (depth) => (depth === 1 ? 1 : 1 + (await nested(depth - 1))), 'async', 'nested');

export const subjects = { ...wrapSubjects(wrap), nested };

/** langsmith turns sync functions into async ones and gathers sync generators: their callers have to await. */
export const loops = {
  async sync({ sync }, calls) {
    let sum = 0;
    for (let call = 0; call < calls; call++) sum += await sync(texts[call & 7]);
    return sum;
  },
  async generator({ generator }, calls) {
    let sum = 0;
    for (let call = 0; call < calls; call++) {
      for (const chunk of await generator(texts[call & 7])) sum += chunk.length;
    }
    return sum;
  },
  async nested(_subjects, calls) {
    let sum = 0;
    for (let call = 0; call < calls; call++) sum += await nested(nestedDepth);
    return sum;
  },
  async payload({ payload }, calls) {
    let sum = 0;
    for (let call = 0; call < calls; call++) {
      inputDocument.sequence = call;
      sum += (await payload(inputDocument)).passages.length;
    }
    return sum;
  },
};
