// One loop per workload, none shared: a loop that has seen two libraries' functions would measure its own polymorphic
// call site. Each returns a number made of every result, so that nothing can be optimised away.
import { chunksPerCall, inputDocument, nestedDepth } from './subjects.mjs';

export const texts = ['alpha', 'be', 'gamma-ray', 'delta', 'e', 'zeta', 'eta', 'theta'];
const parallelCalls = 100;

/** @typedef {{ title: string, unitsPerCall: number, loop(subjects: object, calls: number): number | Promise<number> }} Workload */

/** @type {Record<string, Workload>} */
export const workloads = {
  sync: {
    title: 'sync call',
    unitsPerCall: 1,
    loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) sum += subjects.sync(texts[call & 7]);
      return sum;
    },
  },
  async: {
    title: 'async, awaited',
    unitsPerCall: 1,
    async loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) sum += await subjects.async(texts[call & 7]);
      return sum;
    },
  },
  parallel: {
    title: `Promise.all of ${parallelCalls}`,
    unitsPerCall: parallelCalls,
    async loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) {
        const pending = [];
        for (let index = 0; index < parallelCalls; index++) pending.push(subjects.async(texts[index & 7]));
        for (const value of await Promise.all(pending)) sum += value;
      }
      return sum;
    },
  },
  asyncGenerator: {
    title: 'async gen, chunk',
    unitsPerCall: chunksPerCall,
    async loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) {
        for await (const chunk of subjects.asyncGenerator(texts[call & 7])) sum += chunk.length;
      }
      return sum;
    },
  },
  generator: {
    title: 'sync gen, chunk',
    unitsPerCall: chunksPerCall,
    loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) {
        for (const chunk of subjects.generator(texts[call & 7])) sum += chunk.length;
      }
      return sum;
    },
  },
  nested: {
    title: `sync, depth ${nestedDepth}`,
    unitsPerCall: nestedDepth,
    loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) sum += subjects.nested(nestedDepth);
      return sum;
    },
  },
  payload: {
    title: 'sync, objects',
    unitsPerCall: 1,
    loop(subjects, calls) {
      let sum = 0;
      for (let call = 0; call < calls; call++) {
        // The caller goes on changing its object: a snapshot kept from the last call would be wrong.
        inputDocument.sequence = call;
        sum += subjects.payload(inputDocument).passages.length;
      }
      return sum;
    },
  },
};
