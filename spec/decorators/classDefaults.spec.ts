import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, MemoryExporter, RunTree, traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

@traceable({ runType: 'tool', tags: ['base'], metadata: { base: 1, shared: 'base' }, projectName: 'docs' })
class Base {
  @traceable
  plain(): number {
    return 1;
  }

  @traceable({
    runType: 'llm',
    tags: ['own'],
    metadata: { own: 1, shared: 'own' },
    name: 'renamed',
    projectName: 'other',
  })
  own(): number {
    return 1;
  }

  @traceable
  static make(): number {
    return 1;
  }

  undecorated(): unknown {
    return getCurrentRunTree();
  }
}

class Undecorated extends Base {
  @traceable
  added(): number {
    return 1;
  }
}

@traceable({ tags: ['derived'], metadata: { derived: 1, shared: 'derived' }, runType: 'retriever' })
class Derived extends Base {}

describe("a class's options", () => {
  test('hold for its decorated methods', () => {
    new Base().plain();
    expect(exporter.runs[0]).toMatchObject({
      name: 'Base.plain',
      runType: 'tool',
      tags: ['base'],
      metadata: { base: 1, shared: 'base' },
      projectName: 'docs',
    });
  });

  test("give way to a method's own; tags and metadata add up", () => {
    new Base().own();
    expect(exporter.runs[0]).toMatchObject({
      name: 'renamed',
      runType: 'llm',
      tags: ['base', 'own'],
      metadata: { base: 1, shared: 'own', own: 1 },
      projectName: 'other',
    });
  });

  test('hold for static methods', () => {
    Base.make();
    expect(exporter.runs[0]).toMatchObject({ name: 'Base.make', runType: 'tool', tags: ['base'] });
  });

  test('do not trace methods that are not decorated', () => {
    expect(new Base().undecorated()).toBeUndefined();
    expect(exporter.runs).toEqual([]);
  });

  test('hold for subclasses that say nothing, and for what they add', () => {
    const object = new Undecorated();
    object.plain();
    object.added();
    Undecorated.make();
    expect(exporter.runs.map(({ name, runType, tags }) => [name, runType, tags])).toEqual([
      ['Undecorated.plain', 'tool', ['base']],
      ['Undecorated.added', 'tool', ['base']],
      ['Undecorated.make', 'tool', ['base']],
    ]);
  });

  test('of a subclass are laid over those of its superclass', () => {
    new Derived().plain();
    expect(exporter.runs[0]).toMatchObject({
      name: 'Derived.plain',
      runType: 'retriever',
      tags: ['base', 'derived'],
      metadata: { base: 1, derived: 1, shared: 'derived' },
      projectName: 'docs',
    });
  });

  test('of a subclass do not reach its superclass', () => {
    new Derived().plain();
    new Base().plain();
    expect(exporter.runs[1]).toMatchObject({ runType: 'tool', tags: ['base'] });
  });

  test('are told apart call by call, on objects of several classes', () => {
    const objects = [new Base(), new Derived(), new Undecorated(), new Base()];
    for (const object of objects) object.plain();
    expect(exporter.runs.map(({ runType }) => runType)).toEqual(['tool', 'retriever', 'tool', 'tool']);
  });

  test('can silence a class, or send it elsewhere, and run hooks', () => {
    const elsewhere = new MemoryExporter();
    const ended: string[] = [];
    @traceable({ enabled: false })
    class Silent {
      @traceable
      call(): unknown {
        return getCurrentRunTree();
      }
      @traceable({ enabled: true })
      heard(): unknown {
        return getCurrentRunTree();
      }
    }
    @traceable({ exporter: elsewhere, onEnd: (run) => void ended.push(run.name), processOutputs: () => 'hidden' })
    class Elsewhere {
      @traceable
      call(): number {
        return 1;
      }
    }
    expect(new Silent().call()).toBeUndefined();
    expect(new Silent().heard()).toBeInstanceOf(RunTree);
    new Elsewhere().call();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['Silent.heard']);
    expect(elsewhere.runs.map(({ name, outputs }) => [name, outputs])).toEqual([
      ['Elsewhere.call', { output: 'hidden' }],
    ]);
    expect(ended).toEqual(['Elsewhere.call']);
  });

  test('leave the class as it was: name, length, instanceof, static members, prototype', () => {
    @traceable({ tags: ['a'] })
    class Service {
      static readonly version = 1;
      readonly value: number;
      constructor(value: number, _second: number) {
        this.value = value;
      }
    }
    const service = new Service(1, 2);
    expect([Service.name, Service.length, Service.version]).toEqual(['Service', 2, 1]);
    expect(service).toBeInstanceOf(Service);
    expect(Object.keys(service)).toEqual(['value']);
    expect(Reflect.ownKeys(Service.prototype)).toEqual(['constructor']);
    expect(Object.keys(Service)).toEqual(['version']);
  });
});

describe('Reflect.getMetadata', () => {
  test("tells a class's defaults, inherited ones included", () => {
    expect(Reflect.getMetadata('tracenest:defaults', Base)).toMatchObject({ runType: 'tool', tags: ['base'] });
    expect(Reflect.getMetadata('tracenest:defaults', Undecorated)).toMatchObject({ runType: 'tool' });
    expect(Reflect.getMetadata('tracenest:defaults', Derived)).toMatchObject({
      runType: 'retriever',
      tags: ['base', 'derived'],
      projectName: 'docs',
    });
    expect(Reflect.getMetadata('tracenest:defaults', class {})).toBeUndefined();
  });

  test("tells a method's options", () => {
    expect(Reflect.getMetadata('tracenest:options', Base.prototype.own)).toMatchObject({
      runType: 'llm',
      name: 'renamed',
    });
    expect(Reflect.getMetadata('tracenest:options', Base.prototype.plain)).toEqual({});
    expect(Reflect.getMetadata('tracenest:options', Base.make)).toEqual({});
    expect(Reflect.getMetadata('tracenest:options', Base.prototype.undecorated)).toBeUndefined();
  });

  test("tells a wrapped function's options, and the function that computes them", () => {
    const options = { tags: ['a'] };
    const compute = (): { tags: string[] } => ({ tags: ['b'] });
    class Computed {
      @traceable(compute)
      call(): number {
        return 1;
      }
    }
    expect(
      Reflect.getMetadata(
        'tracenest:options',
        traceable(() => 1, options),
      ),
    ).toEqual(options);
    expect(Reflect.getMetadata('tracenest:options', Computed.prototype.call)).toBe(compute);
  });
});
