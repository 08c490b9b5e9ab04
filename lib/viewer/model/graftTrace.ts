import type { TraceSkeleton } from '../../wire/traceSkeleton.js';

/** Runs of another trace, drawn where they most likely belong. */
export interface Graft {
  readonly skeleton: TraceSkeleton;
  /** The run that is moved, with everything below it. */
  readonly runId: string;
  /** Where it most likely belongs. */
  readonly parentId: string;
}

/** The trace with runs of other traces put below the runs they most likely belong to. */
export function graftTraces(base: TraceSkeleton, grafts: readonly Graft[]): TraceSkeleton {
  return grafts.reduce(graftTrace, base);
}

function graftTrace(base: TraceSkeleton, graft: Graft): TraceSkeleton {
  const { skeleton: other } = graft;
  const offset = base.columns.id.length;
  const parent = base.columns.id.indexOf(graft.parentId);
  const moved = other.columns.id.indexOf(graft.runId);
  if (parent === -1 || moved === -1 || base.columns.id.includes(graft.runId)) return base;
  const texts = base.texts.length;
  const later = other.startTime - base.startTime;
  const { columns } = other;
  return {
    ...base,
    texts: [...base.texts, ...other.texts],
    columns: {
      ...(Object.fromEntries(
        Object.entries(base.columns).map(([name, column]) => [
          name,
          [...(column as readonly unknown[]), ...(columns[name as keyof typeof columns] as readonly unknown[])],
        ]),
      ) as unknown as TraceSkeleton['columns']),
      parent: [
        ...base.columns.parent,
        ...columns.parent.map((above, run) => (run === moved ? parent : above < 0 ? -1 : above + offset)),
      ],
      name: [...base.columns.name, ...columns.name.map((text) => text + texts)],
      runType: [...base.columns.runType, ...columns.runType.map((text) => text + texts)],
      model: [...base.columns.model, ...columns.model.map((text) => (text < 0 ? -1 : text + texts))],
      start: [...base.columns.start, ...columns.start.map((start) => start + later)],
    },
    missingParents: { ...base.missingParents, ...moveNumbers(other.missingParents, offset) },
    errors: { ...base.errors, ...moveNumbers(other.errors, offset) },
  };
}

function moveNumbers(record: Readonly<Record<number, string>>, offset: number): Record<number, string> {
  return Object.fromEntries(Object.entries(record).map(([run, text]) => [Number(run) + offset, text]));
}
