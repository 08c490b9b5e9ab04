import { spans } from './openTelemetry.mjs';

export const subjects = spans();
