/** Ignored by git and by npm. */
export const cacheFolder = new URL('../../node_modules/.cache/bench/', import.meta.url);
