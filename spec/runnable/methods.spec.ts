import { describe, expect, test } from '@jest/globals';
import { asRunnable, getCurrentRunTree, isTraceable, runnable, traceable, withExtra } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

@traceable({ tags: ['class'] })
class Assistant {
  greeting: string;

  constructor(greeting = 'Hello') {
    this.greeting = greeting;
  }

  @runnable
  async greet(name: string, mark = '!'): Promise<string> {
    return `${this.greeting} ${name}${mark}`;
  }

  @runnable({ runType: 'tool', name: 'shout' })
  shout(text: string): string {
    return text.toUpperCase();
  }

  @runnable((self: Assistant, topic: string) => ({ name: `write ${topic}`, metadata: { greeting: self.greeting } }))
  async *write(topic: string): AsyncGenerator<string> {
    yield this.greeting;
    yield await this.greet(topic);
  }

  @runnable()
  static open(greeting: string): Assistant {
    return new this(greeting);
  }

  @runnable({ name: 'hidden' })
  #hidden(text: string): string {
    return text;
  }

  hidden(): unknown {
    return [this.#hidden('seen'), 'invoke' in this.#hidden];
  }
}

class Loud extends Assistant {
  override async greet(name: string): Promise<string> {
    return (await super.greet(name)).toUpperCase();
  }
}

class Decorated extends Assistant {
  @runnable
  override async greet(name: string): Promise<string> {
    return `<${await super.greet(name, '.')}>`;
  }
}

describe('a method decorated with @runnable', () => {
  test('is traced as with @traceable, in every form', async () => {
    const service = new Assistant();
    expect(await service.greet('you')).toBe('Hello you!');
    expect(service.shout('a')).toBe('A');
    const words: string[] = [];
    for await (const word of service.write('tea')) words.push(word);
    expect(words).toEqual(['Hello', 'Hello tea!']);
    expect(service.hidden()).toEqual(['seen', false]);
    expect(traceTree(exporter)).toBe('Assistant.greet\nshout\nwrite tea\n  Assistant.greet\nhidden');
    expect(exporter.runs.map(({ runType }) => runType)).toEqual(['chain', 'tool', 'chain', 'chain', 'chain']);
    expect(exporter.runs.map(({ tags }) => tags)).toEqual(Array.from({ length: 5 }, () => ['class']));
  });

  test('is the same function each time, and another one for another object', () => {
    const service = new Assistant();
    expect(service.greet).toBe(service.greet);
    expect(service.greet).not.toBe(new Assistant().greet);
    expect(Assistant.open).toBe(Assistant.open);
    expect(isTraceable(service.greet) && isTraceable(Assistant.prototype.greet)).toBe(true);
    expect(service.greet).not.toBe(Assistant.prototype.greet);
  });

  test('is bound to its object', async () => {
    const { greet } = new Assistant('Ahoi');
    expect(await greet('you')).toBe('Ahoi you!');
    const { open } = Assistant;
    expect(open('Hi').greeting).toBe('Hi');
  });

  test('keeps its name, its length and its kind', () => {
    const { greet, write } = new Assistant();
    expect([greet.name, greet.length]).toEqual(['greet', 1]);
    expect(write).toBeInstanceOf(Object.getPrototypeOf(async function* () {}).constructor);
    expect(Object.keys(write)).toEqual([]);
    expect(Reflect.getMetadata('tracenest:options', new Assistant().shout)).toEqual({ runType: 'tool', name: 'shout' });
  });

  test('serves objects of its class that it is called on, and stays bound for anything else', async () => {
    class Sub extends Assistant {}
    const hello = new Assistant();
    const ahoi = new Sub('Ahoi');
    expect(await hello.greet.call(ahoi, 'you')).toBe('Ahoi you!');
    expect(await Sub.prototype.greet.call(ahoi, 'you')).toBe('Ahoi you!');
    // As LangChain calls the functions that it holds.
    expect(await hello.greet.call({ greeting: 'Nobody' } as never, 'you')).toBe('Hello you!');
    expect(Assistant.open.call(Sub, 'Hi')).toBeInstanceOf(Sub);
  });

  test('is a runnable of objects of a frozen class, too', async () => {
    class Frozen {
      @runnable
      async own(text: string): Promise<string> {
        return text;
      }

      @runnable
      async overridden(text: string): Promise<string> {
        return text;
      }
    }
    class Sub extends Frozen {
      override async overridden(text: string): Promise<string> {
        return `${await super.overridden(text)}!`;
      }
    }
    Object.freeze(Frozen.prototype);
    const service = new Sub();
    expect(await asRunnable(service.own).invoke('a')).toBe('a');
    expect(await service.overridden('a')).toBe('a!');
    expect(Object.keys(service)).toEqual([]);
    expect(Object.freeze(new Frozen()).own).toBeInstanceOf(Function);
  });

  test('has a name before it is called, whose computed options know no arguments yet', () => {
    class Service {
      @runnable((_: Service, topic: string) => ({ name: topic.toUpperCase() }))
      async write(topic: string): Promise<string> {
        return topic;
      }
    }
    expect(asRunnable(new Service().write).getName()).toBe('Service.write');
    expect(diagnostics).toEqual([]);
  });

  test('does not show on its object', () => {
    expect(Object.getOwnPropertyNames(new Assistant())).toEqual(['greeting']);
    expect(JSON.stringify({ ...new Assistant() })).toBe('{"greeting":"Hello"}');
  });

  test('can be overridden, with super intact, undecorated and decorated', async () => {
    expect(await new Loud().greet('you')).toBe('HELLO YOU!');
    expect(await new Decorated().greet('you')).toBe('<Hello you.>');
    expect(await asRunnable(new Decorated().greet).invoke('you')).toBe('<Hello you.>');
    expect(traceTree(exporter)).toBe(
      ['Loud.greet', ...Array<string>(2).fill('Decorated.greet\n  Decorated.greet')].join('\n'),
    );
  });

  test('is inherited, and bound to the object of the subclass', () => {
    class Sub extends Assistant {}
    expect(asRunnable(new Sub().greet).getName()).toBe('Sub.greet');
    expect(Sub.open('Hi')).toBeInstanceOf(Sub);
    expect(exporter.runs[0]?.name).toBe('Sub.open');
  });

  test('can be replaced on one object and on the class', async () => {
    const service = new Assistant();
    service.greet = async () => 'replaced';
    expect([await service.greet('you'), await new Assistant().greet('you')]).toEqual(['replaced', 'Hello you!']);
    class Sub extends Assistant {}
    Sub.prototype.greet = async () => 'for all';
    expect([await new Sub().greet('you'), await new Assistant().greet('you')]).toEqual(['for all', 'Hello you!']);
  });

  test('takes overrides for one call from withExtra', async () => {
    await withExtra(new Assistant(), { name: 'once', tags: ['extra'] }).greet('you');
    expect(exporter.runs.map(({ name, tags }) => [name, tags])).toEqual([['once', ['class', 'extra']]]);
  });

  test('does not keep its object alive', async () => {
    const reference = (() => {
      const service = new Assistant();
      void service.greet;
      return new WeakRef(service);
    })();
    for (let round = 0; round < 20 && reference.deref() !== undefined; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      globalThis.gc?.();
    }
    expect(reference.deref()).toBeUndefined();
  });

  test('knows its own run', () => {
    class Service {
      @runnable
      name(run = getCurrentRunTree()): string | undefined {
        return run?.name;
      }
    }
    expect(new Service().name()).toBe('Service.name');
  });
});

describe('runnable(fn)', () => {
  test('wraps a function, which keeps its type and gets the protocol', async () => {
    const double = runnable((value: number) => value * 2, { name: 'double' });
    expect([double(2), await double.invoke(3), await double.batch([1, 2])]).toEqual([4, 6, [2, 4]]);
    expect(double.getName()).toBe('double');
    expect(exporter.runs.map(({ name }) => name)).toEqual(Array(4).fill('double'));
  });
});

describe('wrong use', () => {
  test('on a class and on a getter', () => {
    expect(() => runnable(class {} as never, { kind: 'class', name: 'A', addInitializer() {} } as never)).toThrow(
      '@runnable cannot decorate the class "A"',
    );
    expect(() => runnable((() => 1) as never, { kind: 'getter', name: 'size', addInitializer() {} } as never)).toThrow(
      '@runnable cannot decorate the getter "size"',
    );
  });

  test('misspelt options', () => {
    expect(() => runnable((x: number) => x, { colect: () => 1 } as never)).toThrow(
      'runnable on the function "anonymous" has an unknown option "colect"; did you mean "collect"',
    );
  });

  test('asRunnable of what is none', () => {
    expect(() => asRunnable(Assistant.prototype.greet)).toThrow(/"greet", which is no runnable/);
  });
});
