import { runStatuses, type SkeletonQuery } from '../../wire/traceSkeleton.js';
import type { TraceFilter, TraceListQuery, TraceSort } from '../../wire/traceQuery.js';
import type { RunStatus } from '../../run/run.js';
import { RequestError } from '../requestError.js';

const sorts: readonly TraceSort[] = ['start', 'latency', 'tokens', 'cost', 'runs', 'errors'];

function badQuery(name: string, value: string, expected: string): RequestError {
  return new RequestError(400, 'bad-query', `${name}=${value.slice(0, 100)}: expected ${expected}.`);
}

/** Reads a query string; what is malformed is told by name. */
export class QueryParameters {
  readonly #parameters: URLSearchParams;

  constructor(url: string) {
    this.#parameters = new URL(url).searchParams;
  }

  text(name: string): string | undefined {
    return this.#parameters.get(name) ?? undefined;
  }

  /** @throws RequestError where it is missing. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new RequestError(400, 'bad-query', `The parameter ${name} is missing.`);
    return value;
  }

  list(name: string): readonly string[] | undefined {
    const values = this.#parameters.getAll(name);
    return values.length === 0 ? undefined : values;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    const number = Number(value);
    if (!Number.isFinite(number)) throw badQuery(name, value, 'a number');
    return number;
  }

  /** A whole number within bounds. */
  integer(name: string, { least, most, otherwise }: { least: number; most: number; otherwise: number }): number {
    const number = this.number(name) ?? otherwise;
    if (!Number.isInteger(number) || number < least || number > most) {
      throw badQuery(name, String(number), `a whole number from ${least} to ${most}`);
    }
    return number;
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (value !== 'true' && value !== 'false') throw badQuery(name, value, 'true or false');
    return value === 'true';
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (!values.includes(value as Value)) throw badQuery(name, value, `one of ${values.join(', ')}`);
    return value as Value;
  }

  filter(): TraceFilter {
    const statuses = this.list('status');
    for (const status of statuses ?? []) {
      if (!runStatuses.includes(status as RunStatus))
        throw badQuery('status', status, `one of ${runStatuses.join(', ')}`);
    }
    const filter = {
      project: this.list('project'),
      name: this.list('name'),
      status: statuses as readonly RunStatus[] | undefined,
      tag: this.list('tag'),
      thread: this.text('thread'),
      q: this.text('q'),
      from: this.number('from'),
      to: this.number('to'),
      minLatency: this.number('minLatency'),
      maxLatency: this.number('maxLatency'),
      hasErrors: this.boolean('hasErrors'),
      isRootMissing: this.boolean('isRootMissing'),
    };
    return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  }

  traceList(): TraceListQuery {
    const cursor = this.text('cursor');
    return {
      ...this.filter(),
      sort: this.oneOf('sort', sorts) ?? 'start',
      order: this.oneOf('order', ['asc', 'desc']) ?? 'desc',
      limit: this.integer('limit', { least: 1, most: 500, otherwise: 50 }),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }

  skeleton(): SkeletonQuery {
    const cursor = this.text('cursor');
    const limit = this.integer('limit', { least: 0, most: 100_000, otherwise: 0 });
    return { ...(limit === 0 ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
  }

  page(): { project: readonly string[] | undefined; limit: number; cursor: string | undefined } {
    const limit = this.integer('limit', { least: 1, most: 200, otherwise: 50 });
    return { project: this.list('project'), limit, cursor: this.text('cursor') };
  }
}
