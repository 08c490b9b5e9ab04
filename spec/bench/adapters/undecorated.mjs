import { wrapSubjects } from '../subjects.mjs';

export const subjects = wrapSubjects((body) => body);
