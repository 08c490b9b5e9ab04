export { expectTree, traceTree, TraceTreeError, type TreeSource } from './export/traceTree.js';
export { MemoryExporter } from './export/memoryExporter.js';
