export { FileExporter } from './export/fileExporter.js';
export { readRunFile, type RunFile } from './export/readRunFile.js';
export { runForest, type RunNode } from './export/runForest.js';
export { treeText, type TreeTextOptions } from './export/treeText.js';
