import { consumption } from './consumptionSource.js';
import {
  expectedRun,
  extraText,
  insideRun,
  insideScope,
  outside,
  scopeText,
  type ExpectedRun,
  type Place,
} from './place.js';
import type { Call, Programs, Step } from './program.js';

/** What may stand where code stands. */
export interface Surroundings {
  readonly place: Place;
  readonly awaits: boolean;
  readonly yields: 'no' | 'sync' | 'async';
  /** Whether the function is itself traced: in others, a block that is open at the first await leaks, as documented. */
  readonly traced: boolean;
}

/** A program as source text, and the runs it must give. */
export interface ProgramSource {
  readonly text: string;
  readonly expected: ReadonlyMap<number, ExpectedRun | undefined>;
}

/**
 * Writes a program as JavaScript. Interpreting it would run every body as the same few functions of the interpreter,
 * and neither `yield` nor a block that stays open would stand where a user writes them.
 */
export class ProgramWriter {
  readonly expected = new Map<number, ExpectedRun | undefined>();
  /** On the bare stack, programs do what it promises to follow: it loses sight of a foreign promise that nobody keeps. */
  readonly isBare: boolean;
  readonly #methods: string[] = [];
  readonly #options: string[] = [];
  #next = 0;

  private constructor(isBare: boolean) {
    this.isBare = isBare;
  }

  static write(programs: Programs, isBare = false): ProgramSource {
    const writer = new ProgramWriter(isBare);
    const mains = programs.map((steps) => `async () => {\n${writer.steps(steps, closure(outside, true))}\n}`);
    const text = `'use strict';
const { bind, bindEmitter, EventEmitter, keep, startRun, trace, tracingContext, withExtra } = library;
class Service {
constructor(h) { this.h = h; }
${writer.#methods.join('\n')}
}
decorate(Service, { ${writer.#options.join(', ')} });
return (h) => { const s = new Service(h); return [${mains.join(', ')}]; };`;
    return { text, expected: writer.expected };
  }

  number(): number {
    return (this.#next += 1);
  }

  steps(steps: readonly Step[], around: Surroundings): string {
    return [at(around.place), ...steps.flatMap((step) => [this.#step(step, around), at(around.place)])].join('\n');
  }

  #step(step: Step, around: Surroundings): string {
    switch (step.does) {
      case 'call':
        return this.#call(step.call, around);
      case 'pause':
        return around.awaits ? `${this.awaited(`h.pause('${step.until}')`)};` : '';
      case 'yield':
        if (around.yields !== 'no') return 'yield h.piece;';
        return around.awaits ? `${this.awaited("h.pause('microtask')")};` : '';
      case 'throw':
        return "if (h.throws) throw new Error('thrown');";
      case 'attempt':
        return `try {\n${this.steps(step.body, around)}\n} catch (e) { h.caught(e); } finally {\n${this.steps(step.finally, around)}\n}`;
      case 'scope':
        return this.#scope(step, around);
      case 'run':
        return this.#run(step, around);
      case 'together':
        return this.#together(step, around);
      case 'callback':
        return this.#callback(step, around);
    }
  }

  #scope({ form, source, body }: Step & { does: 'scope' }, around: Surroundings): string {
    const argument = scopeText(source, around.place);
    const place = insideScope(source, around.place);
    if (form === 'block' && around.traced) {
      const name = `c${this.number()}`;
      const inner = this.steps(body, { ...around, place });
      return `{ const ${name} = tracingContext(${argument}); try {\n${inner}\n} finally { ${name}[Symbol.dispose](); } }`;
    }
    return this.#waited(`tracingContext(${argument}, ${this.#function(body, place, around.awaits)})`, around);
  }

  #run({ form, body }: Step & { does: 'run' }, around: Surroundings): string {
    const id = this.number();
    const expected = expectedRun({ extra: undefined, enabled: undefined }, around.place);
    this.expected.set(id, expected);
    const place = insideRun(id, expected, around.place);
    const options = `{ name: 'block', inputs: { id: h.called(${id}) } }`;
    if (form === 'startRun' && around.traced) {
      const inner = `h.enter(${id});\n${this.steps(body, { ...around, place })}`;
      return `{ const r = startRun(${options}); try {\n${inner}\n} finally { h.finished(${id}); r[Symbol.dispose](); } }`;
    }
    const inner = this.body(id, body, closure(place, around.awaits));
    return this.#waited(`trace(${options}, ${around.awaits ? 'async ' : ''}() => {\n${inner}\n})`, around);
  }

  /** An await of what no traced function returned. */
  awaited(text: string): string {
    return this.isBare ? `await keep(${text})` : `await ${text}`;
  }

  #waited(text: string, around: Surroundings): string {
    return `try { ${around.awaits ? this.awaited(text) : `h.ignored(${text})`}; } catch (e) { h.caught(e); }`;
  }

  #together({ how, branches }: Step & { does: 'together' }, around: Surroundings): string {
    const name = `b${this.number()}`;
    const started = branches.map((body) => `(${this.#function(body, around.place, true)})()`).join(', ');
    const start = `const ${name} = [${started}];\n${name}.forEach((branch) => h.pending(branch));`;
    return around.awaits
      ? `${start}\ntry { ${this.awaited(`Promise.${how}(${name})`)}; } catch (e) { h.caught(e); }`
      : start;
  }

  #callback({ via, body }: Step & { does: 'callback' }, around: Surroundings): string {
    const callback = this.#function(body, around.place, false);
    const guarded = `h.guarded(${callback})`;
    switch (via) {
      case 'emitter':
        return `new EventEmitter().on('go', ${guarded}).emit('go');`;
      case 'bound emitter':
        return `h.emitters.push(bindEmitter(new EventEmitter()).on('go', ${guarded}));`;
      case 'bind':
        return `h.bound.push(bind(${guarded}));`;
      default:
        return `h.schedule('${via}', ${this.isBare ? `bind(${guarded})` : guarded});`;
    }
  }

  #function(body: readonly Step[], place: Place, awaits: boolean): string {
    return `${awaits ? 'async ' : ''}() => {\n${this.steps(body, closure(place, awaits))}\n}`;
  }

  /** The body of a traced function, which notes how it ends. */
  body(id: number, steps: readonly Step[], around: Surroundings): string {
    return `h.enter(${id}); h.step(${id}); try {\n${this.steps(steps, around)}
h.finished(${id}); } catch (e) { h.failed(${id}); throw e; } finally { h.left(${id}); }`;
  }

  #call(given: Call, around: Surroundings): string {
    const call = this.isBare ? bareCall(given) : given;
    const id = this.number();
    const expected = expectedRun(call, around.place);
    this.expected.set(id, expected);
    this.#methods.push(this.#method(id, call, insideRun(id, expected, around.place)));
    if (call.enabled !== undefined) this.#options.push(`m${id}: { enabled: ${call.enabled} }`);
    const target = call.extra === undefined ? 's' : `withExtra(s, { parent: ${extraText(call.extra, around.place)} })`;
    const text = consumption(`${target}.m${id}(h.called(${id}))`, id, call, around, this);
    return call.propagates ? text : `try {\n${text}\n} catch (e) { h.caught(e); }`;
  }

  #method(id: number, { kind, body }: Call, place: Place): string {
    const own = (awaits: boolean, yields: Surroundings['yields'] = 'no'): string =>
      this.body(id, body, { place, awaits, yields, traced: true });
    const inner = (awaits: boolean, yields: Surroundings['yields'] = 'no'): string =>
      this.body(id, body, { ...closure(place, awaits), yields });
    const self = 'const s = this; const { h } = s;';
    const enter = `h.enter(${id});`;
    switch (kind) {
      case 'sync':
        return `m${id}(id) { ${self}\n${own(false)}\nreturn id; }`;
      case 'async':
        return `async m${id}(id) { ${self}\n${own(true)}\nreturn id; }`;
      case 'generator':
        return `*m${id}(id) { ${self}\n${own(false, 'sync')}\nreturn id; }`;
      case 'asyncGenerator':
        return `async *m${id}(id) { ${self}\n${own(true, 'async')}\nreturn id; }`;
      case 'promise':
        return `m${id}(id) { ${self} return (async () => {\n${inner(true)}\nreturn id; })(); }`;
      case 'thenable':
        return `m${id}(id) { ${self}\n${own(false)}\nreturn { then: (resolve) => resolve(id) }; }`;
      case 'iterator':
        return `m${id}(id) { ${self} ${enter} return h.iterator((function* () {\n${inner(false, 'sync')}\n})()); }`;
      case 'asyncIterable':
        return `m${id}(id) { ${self} ${enter} return { [Symbol.asyncIterator]: async function* () {\n${inner(true, 'async')}\n} }; }`;
      case 'promisedGenerator':
        return `async m${id}(id) { ${self} ${enter} return (async function* () {\n${inner(true, 'async')}\n})(); }`;
      case 'stream':
      case 'promisedStream': {
        const source = `h.stream(${id}, async () => {\n${this.steps(body, closure(place, true))}\n})`;
        return `${kind === 'stream' ? '' : 'async '}m${id}(id) { ${self} ${enter} return ${source}; }`;
      }
    }
  }
}

/**
 * What the bare stack follows of a call. Streams call back from the engine; a queued step of an async generator, and its
 * `finally` after `return()`, go on in a job of the engine's own.
 */
function bareCall(call: Call): Call {
  if (call.kind === 'stream' || call.kind === 'promisedStream') return { ...call, kind: 'async' };
  const isAsync = call.kind === 'asyncGenerator' || call.kind === 'asyncIterable' || call.kind === 'promisedGenerator';
  const leaves = ['loop', 'break', 'queued', 'return'].includes(call.consumption);
  return isAsync && leaves ? { ...call, consumption: 'by hand' } : call;
}

/** A function that nothing traces. */
export function closure(place: Place, awaits: boolean): Surroundings {
  return { place, awaits, yields: 'no', traced: false };
}

export function at({ parent }: Place): string {
  return `h.at(${parent});`;
}
