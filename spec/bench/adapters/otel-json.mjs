import { spansWithJson } from './openTelemetry.mjs';

export const subjects = spansWithJson();
