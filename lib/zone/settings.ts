/**
 * What a zone hands down besides the active run. Immutable: a change is a new object, so that frames can share one.
 */
export interface ZoneSettings {
  /** `false` silences everything below, `true` makes it heard again; absent: as the process is configured. */
  readonly enabled?: boolean;
  readonly projectName?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Where runs started below go. The stack hands it down and never looks at it. */
  readonly exporter?: object;
  /** The foreign step in which the zone was put under a run of its own choice. The stack hands it down, too. */
  readonly openedIn?: object;
}

/** The settings of a zone that nobody set anything in. */
export const noSettings: ZoneSettings = Object.freeze({});
