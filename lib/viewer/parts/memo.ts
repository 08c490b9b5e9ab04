import { Component, h } from 'preact';
import type { ComponentChild, ComponentClass, FunctionComponent } from 'preact';

function isSame(one: object, other: object): boolean {
  const [before, after] = [Object.entries(one), new Map(Object.entries(other))];
  return before.length === after.size && before.every(([name, value]) => Object.is(value, after.get(name)));
}

/**
 * A component that is drawn anew only where its properties have changed. Not that of `preact/compat`: merely importing it puts a
 * hook before every element that is made, which cost a fifth of the time to scroll.
 */
export function memo<Props extends object>(draw: (props: Props) => ComponentChild): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props, next);
    }

    override render(): ComponentChild {
      return h(draw as FunctionComponent<Props>, this.props);
    }
  };
}
