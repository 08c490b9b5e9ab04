/**
 * Errors: the run keeps name, message, stack, causes and the members of an `AggregateError`; the caller gets the very object
 * that was thrown. Errors that are an ordinary answer (`exceptionsToHandle`) leave the run a success.
 */
import { configure, ConsoleExporter, traceable, type ErrorRecord } from 'tracenest';

function causes({ name, message, cause, errors = [] }: ErrorRecord, indent = '  '): string {
  const below = [...errors, ...(cause === undefined ? [] : [cause])];
  return `${indent}${name}: ${message}\n${below.map((record) => causes(record, `${indent}  `)).join('')}`;
}

configure({
  exporter: [
    new ConsoleExporter(),
    { onEnd: ({ name, error }) => error !== undefined && process.stdout.write(`${name}\n${causes(error)}`) },
  ],
});

class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

class Shop {
  @traceable
  async order(item: string): Promise<string> {
    if (!(await this.isKnown(item))) return `no ${item} here`;
    try {
      return await Promise.any([this.ask('north', item), this.ask('south', item)]);
    } catch (cause) {
      throw new Error(`nobody has ${item}`, { cause });
    }
  }

  @traceable((_self: Shop, warehouse: string) => ({ name: `ask ${warehouse}`, runType: 'tool' }))
  protected async ask(warehouse: string, item: string): Promise<string> {
    return Promise.reject(new NotFoundError(`${item} is sold out in the ${warehouse}`));
  }

  protected async isKnown(item: string): Promise<boolean> {
    return this.lookUp(item).then(
      () => true,
      () => false,
    );
  }

  /** Not to know an item is no failure of the look-up. */
  @traceable({ exceptionsToHandle: [NotFoundError] })
  protected async lookUp(item: string): Promise<string> {
    return item === 'umbrella' ? Promise.resolve(item) : Promise.reject(new NotFoundError(item));
  }
}

const shop = new Shop();
console.log(await shop.order('unicorn'));
await shop.order('umbrella').catch((error: Error) => console.log(`caught: ${error.message}`));
