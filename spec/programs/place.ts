import type { Call, ScopeSource } from './program.js';

/**
 * Where code stands, by what it says and nothing else: this is the reference that the library is compared with. The
 * position in the text decides, as it does for a variable.
 */
export interface Place {
  /** The traced call that owns a run started here; `undefined` for none. */
  readonly parent: number | undefined;
  readonly silenced: boolean;
  /** The calls around that have a run, innermost first. */
  readonly runs: readonly number[];
}

export const outside: Place = { parent: undefined, silenced: false, runs: [] };

function ancestorOf(source: ScopeSource, place: Place): number | undefined {
  if (!('ancestor' in source)) return undefined;
  return place.runs[Math.min(source.ancestor, place.runs.length - 1)];
}

/** The place inside a scope. */
export function insideScope(source: ScopeSource, place: Place): Place {
  const ancestor = ancestorOf(source, place);
  const silent = { ...place, parent: undefined, silenced: true };
  switch (source.is) {
    case 'nothing':
    case 'tags':
      return place;
    case 'off':
      return silent;
    case 'on':
      return { ...place, silenced: false };
    case 'null':
      return { ...place, parent: undefined };
    case 'run':
    case 'dotted order':
    case 'headers':
      return place.silenced || ancestor === undefined ? place : { ...place, parent: ancestor };
    case 'run and on':
      return { ...place, parent: ancestor ?? place.parent, silenced: false };
  }
}

/** What a scope is given, as source text. Without an ancestor to name, it names none. */
export function scopeText(source: ScopeSource, place: Place): string {
  const ancestor = ancestorOf(source, place);
  const run = `h.runs[${ancestor}]`;
  switch (source.is) {
    case 'nothing':
      return 'undefined';
    case 'null':
      return 'null';
    case 'off':
      return '{ enabled: false }';
    case 'on':
      return '{ enabled: true }';
    case 'tags':
      return "{ tags: ['scoped'] }";
    case 'run':
      return ancestor === undefined ? 'undefined' : run;
    case 'dotted order':
      return ancestor === undefined ? 'undefined' : `${run}.dottedOrder`;
    case 'headers':
      return ancestor === undefined ? 'undefined' : `${run}.toHeaders()`;
    case 'run and on':
      return ancestor === undefined ? '{ enabled: true }' : `{ parent: ${run}, enabled: true }`;
  }
}

/** The run that a call must get: below which parent; `undefined` where it gets none. */
export interface ExpectedRun {
  readonly parent: number | undefined;
}

export function expectedRun(call: Pick<Call, 'extra' | 'enabled'>, place: Place): ExpectedRun | undefined {
  const silenced = call.enabled === undefined ? place.silenced : !call.enabled;
  if (silenced) return undefined;
  if (call.extra === undefined) return { parent: place.parent };
  if (call.extra.is === 'null') return { parent: undefined };
  return { parent: ancestorOf(call.extra, place) ?? place.parent };
}

/** What `withExtra` is given as the parent. */
export function extraText(source: ScopeSource, place: Place): string {
  if (source.is === 'null') return 'null';
  const ancestor = ancestorOf(source, place);
  if (ancestor === undefined) return 'undefined';
  const forms = { 'dotted order': `h.runs[${ancestor}].dottedOrder`, headers: `h.runs[${ancestor}].toHeaders()` };
  return source.is in forms ? forms[source.is as keyof typeof forms] : `h.runs[${ancestor}]`;
}

/** The place inside a traced body. */
export function insideRun(id: number, expected: ExpectedRun | undefined, place: Place): Place {
  if (expected === undefined) return { ...place, parent: undefined, silenced: true };
  return { parent: id, silenced: false, runs: [id, ...place.runs] };
}
