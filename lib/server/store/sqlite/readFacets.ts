import type { Facets, FacetValue } from '../../../wire/traceStats.js';
import type { Statements } from './statements.js';

const maxValues = 200;
/** The newest so many traces: a filter is chosen for what is going on, and every trace would be a scan of all. */
const newest = 20_000;

function counted(statements: Statements, column: string, source: string): FacetValue[] {
  const rows = statements.all(
    `SELECT ${column} AS value, count(*) AS count FROM ${source} GROUP BY 1 ORDER BY 2 DESC LIMIT ${maxValues}`,
  );
  return rows.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
}

export function readFacets(statements: Statements): Facets {
  const recent = `(SELECT name, tags FROM traces ORDER BY start_time DESC LIMIT ${newest})`;
  return {
    projects: counted(statements, 'project', 'traces'),
    names: counted(statements, 'name', recent),
    tags: counted(statements, 'tag.value', `${recent} AS recent, json_each(recent.tags) AS tag`),
  };
}

/** From name to name by the index: DISTINCT would go through every trace of each. */
const allProjects = `WITH RECURSIVE names (name) AS (
  SELECT min(project) FROM traces
  UNION ALL
  SELECT (SELECT min(project) FROM traces WHERE project > names.name) FROM names WHERE names.name IS NOT NULL
) SELECT name FROM names WHERE name IS NOT NULL`;

export function readProjects(statements: Statements): string[] {
  return statements.all(allProjects).map(({ name }) => String(name));
}
