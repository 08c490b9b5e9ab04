/** Whether two types are the same, and not only assignable: `any` is the same as nothing else. */
export type Same<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false;

/** Compiles where the value has exactly this type: `hasType<string>()(value)`. */
export function hasType<Expected>(): <Actual>(
  value: Actual,
  ...proof: Same<Expected, Actual> extends true ? [] : [expected: Expected, actual: Actual, mustBe: 'the same']
) => void {
  return () => undefined;
}
