/** What cannot be decorated does not compile. Compiled, never run. */
import { traceable } from 'tracenest';

export class WrongPlaces {
  // @ts-expect-error -- a field
  @traceable
  field = 1;

  // @ts-expect-error -- a field that holds a function
  @traceable({ name: 'arrow' })
  arrow = (): number => 1;

  // @ts-expect-error -- a getter
  @traceable
  get getter(): number {
    return 1;
  }

  // @ts-expect-error -- a setter
  @traceable({ runType: 'tool' })
  set setter(_value: number) {}

  // @ts-expect-error -- an accessor
  @traceable
  accessor accessor = 1;

  // @ts-expect-error -- a static field
  @traceable()
  static fixed = 1;

  // @ts-expect-error -- neither options nor a function
  @traceable('name')
  text(): void {}

  // @ts-expect-error -- nothing
  @traceable(null)
  nothing(): void {}
}

// @ts-expect-error -- a class without options has nothing to hand down
@traceable
export class Bare {}

// @ts-expect-error -- computed options are for calls
@traceable(() => ({ tags: ['a'] }))
export class ComputedDefaults {}
