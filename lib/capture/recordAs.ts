/** Objects with a method under this symbol are recorded as what it returns: runs name themselves instead of being copied. */
export const recordAs: unique symbol = Symbol.for('tracenest.recordAs') as never;
