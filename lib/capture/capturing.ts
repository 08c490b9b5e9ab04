/**
 * Whether a copy is being made. Copying calls `toJSON` and getters of the program, and what those call is no call of the
 * program's: it is not traced, and not copied in turn.
 */
export const capturing = { isUnderWay: false };
