import { carrier, Zone } from '../../lib/zone/zone.js';
import { tracingContext } from 'tracenest';

/** What a case runs on: where it starts, zones with labels, and the label of whatever is current. */
export class Stage {
  /** The frame that was current when the case began. */
  readonly start: Zone;
  /** The label of the outermost frame. */
  readonly root: string;
  /** Under which label code finds itself that the bare stack has lost sight of. */
  readonly lost: string;

  constructor(start: Zone, ground: Zone) {
    this.start = start;
    this.root = start === Zone.root ? 'start' : 'root';
    this.lost = start === ground ? 'start' : 'root';
  }

  /** The label that only a carrier finds again which survives every await; on the bare stack what lies under it all. */
  orLost(label: string): string {
    return carrier.survivesAwait ? label : this.lost;
  }

  /** A zone with a label, below the start. */
  zone(label: string): Zone {
    return this.start.fork({ settings: { metadata: { label } } });
  }

  /** Opens a block with a label. */
  scope(label: string): Disposable {
    return tracingContext({ metadata: { label } });
  }

  /** Whether the very frame is current in which the case began. */
  readonly atStart = (): boolean => Zone.current === this.start;

  /** The label of the current zone: the one given to it or to a zone around it; `start`; or `root`. */
  readonly here = (): string => {
    for (let zone: Zone | undefined = Zone.current; zone !== undefined; zone = zone.parent) {
      const label = zone.settings.metadata?.['label'];
      if (typeof label === 'string') return label;
      if (saysTheSame(zone, this.start)) return 'start';
    }
    return 'root';
  };
}

/** The same frame, or a twin of it. */
function saysTheSame(zone: Zone, other: Zone): boolean {
  return zone.parent === other.parent && zone.activeRun === other.activeRun && zone.settings === other.settings;
}
