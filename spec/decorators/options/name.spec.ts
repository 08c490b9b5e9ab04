import { describe, expect, test } from '@jest/globals';
import { traceable, withExtra } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

class Service {
  @traceable({ name: 'renamed' })
  method(): number {
    return this.#hidden();
  }

  @traceable({ name: 'hidden renamed' })
  #hidden(): number {
    return 1;
  }

  @traceable({ name: '' })
  nameless(): number {
    return 1;
  }

  @traceable({ name: undefined })
  unnamed(): number {
    return 1;
  }
}

class Derived extends Service {}

describe('the option name', () => {
  test('names the run, of private methods too, whatever the class of the object', () => {
    new Derived().method();
    expect(traceTree(exporter)).toBe('renamed\n  hidden renamed');
  });

  test('does not change the name of the method', () => {
    expect(Service.prototype.method.name).toBe('method');
  });

  test('may be empty, and given as undefined leaves the default', () => {
    new Service().nameless();
    new Service().unnamed();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['', 'Service.unnamed']);
  });

  test('names the runs of a wrapped function, and gives way to that of one call', () => {
    const call = traceable(() => 1, { name: 'call' });
    call();
    withExtra(call, { name: 'this call' })();
    call();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['call', 'this call', 'call']);
  });
});
