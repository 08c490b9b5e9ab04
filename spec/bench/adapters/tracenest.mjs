import { configure, traceable } from '../../../dist/index.js';
import { wrapSubjects } from '../subjects.mjs';

configure({ exporter: { onEnd() {} } });

export const subjects = wrapSubjects((body, _kind, name) => traceable(body, { name }));
