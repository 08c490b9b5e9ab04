import { configure, traceable } from '../../../dist/index.js';
import { decoratedServiceFile } from '../decoratedServiceFile.mjs';
import { chunksPerCall, outputDocument } from '../subjects.mjs';

configure({ exporter: { isPassive: true, onEnd() {} } });

const { createService } = await import(decoratedServiceFile.href);

export const subjects = createService(traceable, chunksPerCall, outputDocument);
