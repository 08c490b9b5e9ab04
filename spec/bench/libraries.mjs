/**
 * Each is a file of adapters/ that exports `subjects`, and `loops` where its callers must call in another way.
 * `own` needs the built library; `workloads` limits what is measured, all by default. In the order of the table.
 * @typedef {{ own?: boolean, allocation?: boolean, workloads?: string[] }} Library
 * @type {Record<string, Library>}
 */
export const libraries = {
  undecorated: { allocation: true },
  als: { allocation: true },
  floor: { allocation: true },
  otel: { allocation: true },
  'otel-json': { allocation: true },
  langsmith: { allocation: true },
  tracenest: { own: true, allocation: true },
  'tracenest-method': { own: true, allocation: true },
  'tracenest-silenced': { own: true, workloads: ['sync', 'async', 'nested'] },
  'tracenest-snapshot': { own: true, allocation: true, workloads: ['sync', 'payload'] },
  'tracenest-scrubbed': { own: true, allocation: true, workloads: ['sync', 'payload'] },
  'tracenest-off': { own: true, allocation: true, workloads: ['sync', 'async'] },
};
