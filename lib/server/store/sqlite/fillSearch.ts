import type { Statements } from './statements.js';

/** More than this of a part is not searched. */
const indexed = 4000;

/** JSON's line breaks and tabs would stick to the word behind them: `\\nword`. */
function part(name: string): string {
  const text = `substr(coalesce(payload.${name}, ''), 1, ${indexed})`;
  return `replace(replace(replace(${text}, '\\n', ' '), '\\t', ' '), '\\r', ' ')`;
}

const textOf = `coalesce(runs.name, '') || ' ' || ${part('inputs')} || ' ' || ${part('outputs')} || ' ' || ${part('error')}`;

const source = `FROM runs JOIN payload USING (seq)`;

/**
 * Puts the next runs into the full-text index, and those again that changed since; resolves to whether there are more. By
 * slices and in the background: indexing at once would cut ingest to a fifth (measured).
 */
export function fillSearch(statements: Statements, count: number): boolean {
  return statements.transaction(() => {
    const searched = statements.state('searched');
    const next = statements.all(`SELECT seq FROM runs WHERE seq > ? ORDER BY seq LIMIT ?`, searched, count);
    const last = Number(next.at(-1)?.['seq'] ?? searched);
    if (last > searched) {
      statements.run(
        `INSERT INTO search (rowid, text) SELECT seq, ${textOf} ${source} WHERE seq > ? AND seq <= ?`,
        searched,
        last,
      );
      statements.setState('searched', last);
    }
    const again = statements.all('SELECT seq FROM search_again LIMIT ?', count - next.length);
    for (const { seq } of again) {
      const key = Number(seq);
      statements.run('DELETE FROM search WHERE rowid = ?', key);
      statements.run(`INSERT INTO search (rowid, text) SELECT seq, ${textOf} ${source} WHERE seq = ?`, key);
      statements.run('DELETE FROM search_again WHERE seq = ?', key);
    }
    return next.length + again.length >= count && count > 0;
  });
}
