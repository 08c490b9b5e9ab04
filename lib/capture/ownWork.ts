/**
 * Whether code of the program is being called by the library and not by the program: `toJSON` and getters while a copy is
 * made, an exporter that is told of a run. What that code calls is silenced, with all that it starts: it is no part of the
 * traced program, copying it would copy in turn, and an exporter that uses decorated code would export itself for ever.
 */
export const ownWork = { isUnderWay: false };

/** Calls code of the program at once, on behalf of the library. */
export function asOwnWork<Result>(work: () => Result): Result {
  const isNested = ownWork.isUnderWay;
  ownWork.isUnderWay = true;
  try {
    return work();
  } finally {
    ownWork.isUnderWay = isNested;
  }
}
