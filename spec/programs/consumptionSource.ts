import type { Call, Consumption } from './program.js';
import { at, closure, type ProgramWriter, type Surroundings } from './programSource.js';

const asyncKinds: ReadonlySet<Call['kind']> = new Set([
  'asyncGenerator',
  'asyncIterable',
  'promisedGenerator',
  'stream',
  'promisedStream',
]);

const isStream = (kind: Call['kind']): boolean => kind === 'stream' || kind === 'promisedStream';

/** What the caller does with what the call gives, as source text. */
export function consumption(text: string, id: number, call: Call, around: Surroundings, writer: ProgramWriter): string {
  const { kind } = call;
  if (kind === 'sync') return `${text};`;
  if (kind === 'async' || kind === 'promise' || kind === 'thenable') {
    if (!around.awaits || !call.awaited) return `h.pending(${text});`;
    return kind === 'thenable' ? `${writer.awaited(text)};` : `await ${text};`;
  }
  const lazy = new LazyConsumption(id, call, writer);
  if (!asyncKinds.has(kind)) return lazy.write(text, around);
  if (around.awaits && call.awaited) return lazy.write(kind.startsWith('promised') ? `await ${text}` : text, around);
  // Made here, consumed by work that nobody waits for.
  const inner = closure(around.place, true);
  return `{ const made = ${text}; h.pending((async () => {\n${lazy.write(kind.startsWith('promised') ? 'await made' : 'made', inner)}\n})()); }`;
}

/** A consumer of a generator, iterator, iterable or stream. */
class LazyConsumption {
  readonly #id: number;
  readonly #call: Call;
  readonly #writer: ProgramWriter;
  readonly #isAsync: boolean;

  constructor(id: number, call: Call, writer: ProgramWriter) {
    this.#id = id;
    this.#call = call;
    this.#writer = writer;
    this.#isAsync = asyncKinds.has(call.kind);
  }

  write(made: string, around: Surroundings): string {
    const mode = this.#mode(around);
    const name = `g${this.#writer.number()}`;
    return `{ const ${name} = ${made}; let n = 0;\n${at(around.place)}\n${this.#consume(mode, name, around)}\n}`;
  }

  /** Some ways are there for some kinds only; the others then loop. */
  #mode(around: Surroundings): Consumption {
    const { consumption: mode, kind } = this.#call;
    if (mode === 'delegate') {
      if (around.yields === 'sync' && !this.#isAsync) return mode;
      if (around.yields === 'async' && (this.#isAsync || !this.#writer.isBare)) return mode;
      // On the bare stack, `yield*` of a sync iterator waits for promises of the engine's own.
      return this.#isAsync && this.#writer.isBare ? 'by hand' : 'loop';
    }
    if (mode === 'tee' || mode === 'pipe') return isStream(kind) ? mode : 'by hand';
    if (mode === 'queued') return kind === 'iterator' || kind === 'generator' ? 'by hand' : mode;
    return mode;
  }

  #consume(mode: Consumption, name: string, around: Surroundings): string {
    const loop = this.#isAsync ? 'for await' : 'for';
    const { taken } = this.#call;
    switch (mode) {
      case 'loop':
        return `${loop} (const piece of ${name}) {\n${this.#piece(around)}\n}`;
      case 'break':
        return `${loop} (const piece of ${name}) {\n${this.#piece(around)}\nif (n > ${taken}) break; }`;
      case 'delegate':
        return `yield* ${name};`;
      case 'tee':
        // By readers: cancelling one branch, as a loop does that is left, waits for the other one to be cancelled too.
        return `h.unsure(${this.#id}); const [l, r] = ${name}.tee().map((branch) => branch.getReader());
while (!(await l.read()).done) {\n${this.#piece(around)}\n} while (!(await r.read()).done) {\n${at(around.place)}\n}`;
      case 'pipe':
        return `await ${name}.pipeTo(new WritableStream());`;
      case 'by hand':
        return this.#byHand(name, around, Number.POSITIVE_INFINITY, '');
      case 'queued':
        return `const i = h.stepper(${name}); const q = [i.next(), i.next(), i.next()]; q.forEach((p) => h.pending(p));
${this.#byHand(name, around, Number.POSITIVE_INFINITY, '', 'i')}`;
      case 'return':
      case 'throw':
        return this.#byHand(name, around, taken, mode);
      case 'elsewhere':
        return `h.elsewhere(${name});`;
      case 'never':
        return `h.ignored(${name});`;
    }
  }

  #piece(around: Surroundings): string {
    return `${at(around.place)}\nif (n++ === 0) {\n${this.#writer.steps(this.#call.between, around)}\n}`;
  }

  #byHand(name: string, around: Surroundings, limit: number, stop: '' | 'return' | 'throw', stepper?: string): string {
    const wait = this.#isAsync ? 'await ' : '';
    const steps = stepper ?? 'i';
    const made = stepper === undefined ? `const i = h.stepper(${name});` : '';
    const bound = Number.isFinite(limit) ? `n < ${limit}` : 'true';
    const loop = `while (${bound}) { if ((${wait}${steps}.next(n)).done) break;\n${this.#piece(around)}\n}`;
    const end = stop === '' ? '' : `h.stop(${this.#id}, '${stop}'); ${wait}${steps}.${stop}(new Error('stopped'));`;
    return `${made} ${loop} ${end}\n${at(around.place)}`;
  }
}
