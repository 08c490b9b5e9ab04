import { Zone } from './zone.js';

/**
 * The function, bound to the zone that is current now: what it traces nests where it was bound, not where it is called.
 *
 * For callbacks that somebody else keeps and calls later: queues, pools, event emitters, batchers. Does not cross to
 * another worker or process; pass headers there (`run.toHeaders()`).
 *
 * @example
 * queue.add(bind(() => service.index(document)));
 */
export function bind<Target>(target: Target): Target {
  return Zone.current.bind(target);
}
