import { setImmediate as pause } from 'node:timers/promises';
import {
  RunnableBranch,
  RunnableLambda,
  RunnableMap,
  RunnableSequence,
  type RunnableConfig,
} from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { asRunnable, getCurrentRunTree, runnable, traceable, tracingContext, type RunTree } from 'tracenest';
import { toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { z } from 'zod';
import type { Part, Passed, Step } from './program.js';

/** Where code stands: by what the program says, and nothing else. This is what the library is compared with. */
interface Place {
  /** The name of the run that owns what starts here. */
  readonly parent: string | undefined;
  readonly ancestors: readonly RunTree[];
  /** Whether LangChain's ambient config brings the bridge here. */
  readonly isAmbient: boolean;
  /** The config that LangChain gave the code. */
  readonly config: RunnableConfig | undefined;
}

type Body = (config: RunnableConfig | undefined, isAmbient: boolean) => Promise<void>;
type Piece = RunnableLambda<unknown, unknown>;

/** One traced method for all: its run is named after its first argument, and its body is the second. */
class Methods {
  @traceable((_self: unknown, label: string) => ({ name: label }))
  async traceable(_label: string, body: Body): Promise<string> {
    await body(undefined, false);
    return 'x';
  }

  @runnable((_self: unknown, label: string) => ({ name: label }))
  async runnable(_label: string, body: Body, config?: RunnableConfig): Promise<string> {
    await body(config, false);
    return 'x';
  }

  @runnable((_self: unknown, label: string) => ({ name: label }))
  async *generator(_label: string, body: Body, config?: RunnableConfig): AsyncGenerator<string> {
    yield 'x';
    await body(config, false);
    yield 'y';
  }

  @runnable((_self: unknown, label: string) => ({ name: label }))
  static async static(_label: string, body: Body): Promise<string> {
    await body(undefined, false);
    return 'x';
  }
}

const State = Annotation.Root({ text: Annotation<string> });
const failure = new Error('meant to fail');

async function drain(
  items: AsyncIterable<unknown>,
  onFirst: () => Promise<void> = async () => undefined,
): Promise<void> {
  let isFirst = true;
  for await (const _ of items) {
    if (isFirst) await onFirst();
    isFirst = false;
  }
}

/** Runs random programs, noting for every run below which one it has to be. */
export class ProgramRun {
  readonly #methods = new Methods();
  readonly expected: string[] = [];
  /** Code whose own run was not the one that it should be. */
  readonly strangers: string[] = [];
  #labels = 0;

  async run(program: readonly Step[]): Promise<void> {
    await this.#steps(program, { parent: undefined, ancestors: [], isAmbient: false, config: undefined });
  }

  #label(kind: string): string {
    return `${kind}${this.#labels++}`;
  }

  /** A run is to start here. */
  #expect(label: string, parent: string | undefined): string {
    this.expected.push(`${label} < ${parent ?? '-'}`);
    return label;
  }

  /** The code of a run. */
  #inside(label: string, steps: readonly Step[], place: Place, isAmbient: boolean, fails = false): Body {
    return async (config, isGiven) => {
      const run = getCurrentRunTree();
      if (run?.name !== label) this.strangers.push(`${label} found ${run?.name ?? '-'}`);
      const ancestors = run === undefined ? place.ancestors : [...place.ancestors, run];
      await this.#steps(steps, { parent: label, ancestors, isAmbient: isAmbient || isGiven, config });
      if (fails) throw failure;
    };
  }

  async #steps(steps: readonly Step[], place: Place): Promise<void> {
    for (const step of steps) {
      try {
        await this.#step(step, place);
      } catch (error) {
        if (error !== failure) throw error;
      }
    }
  }

  /** The config for a call of LangChain's, with the name of its run. */
  #config(passed: Passed, place: Place, runName: string): RunnableConfig {
    if (passed === 'nothing' && place.isAmbient) return { runName };
    if (passed === 'own config' && place.config?.callbacks !== undefined) {
      // As LangChain's own code passes it on.
      const { callbacks, configurable } = place.config;
      return { callbacks, ...(configurable === undefined ? {} : { configurable }), runName };
    }
    return { ...toRunnableConfig(), runName };
  }

  async #step(step: Step, place: Place): Promise<void> {
    switch (step.does) {
      case 'pause':
        return void (await pause());
      case 'together':
        return void (await Promise.all(step.branches.map((branch) => this.#steps(branch, place))));
      case 'scope':
        return this.#scope(step, place);
      case 'method':
        return this.#method(step, place);
      case 'lambda':
        return this.#lambda(step, place);
      case 'tool':
        return this.#tool(step, place);
      case 'graph':
        return this.#graph(step, place);
      default:
        return this.#composed(step, place);
    }
  }

  async #scope({ to, body }: Step & { does: 'scope' }, place: Place): Promise<void> {
    const ancestor = place.ancestors.at(-2);
    if (to === 'ancestor' && ancestor !== undefined) {
      const inside = { ...place, parent: ancestor.name, ancestors: place.ancestors.slice(0, -1) };
      return tracingContext(ancestor, () => this.#steps(body, inside));
    }
    if (to !== 'new trace') return tracingContext({ tags: ['scope'] }, () => this.#steps(body, place));
    return tracingContext(null, () => this.#steps(body, { ...place, parent: undefined, ancestors: [] }));
  }

  async #method({ form, body, fails }: Step & { does: 'method' }, place: Place): Promise<void> {
    const label = this.#expect(this.#label('method'), place.parent);
    const inside = this.#inside(label, body, place, place.isAmbient, fails);
    if (form === 'traceable') await this.#methods.traceable(label, inside);
    else if (form === 'static') await Methods.static(label, inside);
    else if (form === 'runnable') await this.#methods.runnable(label, inside);
    else if (form === 'generator') await drain(this.#methods.generator(label, inside));
    else {
      const made = runnable(async (_input: string) => inside(undefined, false), { name: label });
      if (form === 'invoke') await asRunnable(made).invoke('x');
      else await drain(await asRunnable(made).stream('x'));
    }
  }

  /** A lambda whose run is called `label`; what it does is below that. */
  #piece(label: string, body: readonly Step[], place: Place, parent: string | undefined, fails = false): Piece {
    return RunnableLambda.from(async (input: unknown, config: RunnableConfig) => {
      this.#expect(label, parent);
      await this.#inside(label, body, place, true, fails)(config, true);
      return input;
    }).withConfig({ runName: label }) as unknown as Piece;
  }

  async #lambda({ how, passed, body, fails }: Step & { does: 'lambda' }, place: Place): Promise<void> {
    const label = this.#label('lambda');
    const lambda = this.#piece(label, body, place, place.parent, fails);
    const config = this.#config(passed, place, label);
    if (how === 'invoke') await lambda.invoke('x', config);
    else if (how === 'batch') await lambda.batch(fails ? ['x'] : ['x', 'y'], config);
    else await drain(await lambda.stream('x', config));
  }

  async #tool({ passed, body }: Step & { does: 'tool' }, place: Place): Promise<void> {
    const label = this.#expect(this.#label('tool'), place.parent);
    const inside = this.#inside(label, body, place, true);
    const made = tool(
      async (_input, config: RunnableConfig) => {
        await inside(config, true);
        return 'x';
      },
      { name: label, schema: z.object({ a: z.string() }) },
    );
    await made.invoke({ a: 'x' }, this.#config(passed, place, label));
  }

  /** A method in the place of a step. LangChain puts a run around a bare function. */
  #part({ form, body }: Part, place: Place, parent: string, isWrapped: boolean): unknown {
    const label = this.#label('part');
    const around = form.startsWith('bare') && isWrapped ? 'RunnableLambda' : undefined;
    const begin = (): Body => {
      if (around !== undefined) this.#expect(around, parent);
      this.#expect(label, around ?? parent);
      // LangChain makes no config ambient while it consumes what a function gave it.
      return this.#inside(label, body, place, !(around !== undefined && form === 'bare generator'));
    };
    const options = { name: label };
    const method = form.endsWith('generator')
      ? runnable(async function* (input: unknown, config?: RunnableConfig) {
          yield input;
          await begin()(config, false);
        }, options)
      : runnable(async (input: unknown, config?: RunnableConfig) => {
          await begin()(config, false);
          return input;
        }, options);
    return form.startsWith('bare') ? method : toRunnable(method as never);
  }

  async #composed(step: Step & { does: 'sequence' | 'map' | 'branch' }, place: Place): Promise<void> {
    const label = this.#expect(this.#label(step.does), place.parent);
    const config = this.#config(step.passed, place, label);
    if (step.does === 'map') {
      const branches = step.branches.map((body, index) => [
        String(index),
        this.#piece(this.#label('piece'), body, place, label),
      ]);
      await RunnableMap.from(Object.fromEntries(branches) as Record<string, Piece>).invoke('x', config);
    } else if (step.does === 'branch') {
      const condition = this.#piece(this.#label('condition'), step.condition, place, label).pipe(() => step.isChosen);
      const name = this.#label('decision');
      const decide = RunnableLambda.from(async (input: unknown, given: RunnableConfig) => {
        this.#expect(name, label);
        await this.#inside(name, step.condition, place, true)(given, true);
        return step.isChosen && input !== condition;
      }).withConfig({ runName: name });
      const chosen = this.#piece(this.#label('chosen'), step.chosen, place, label);
      const other = this.#piece(this.#label('other'), [], place, label);
      await RunnableBranch.from([[decide as never, chosen], other]).invoke('x', config);
    } else {
      const parts = step.parts.map((part) =>
        part.form === 'lambda'
          ? this.#piece(this.#label('piece'), part.body, place, label)
          : this.#part(part, place, label, true),
      );
      const sequence = RunnableSequence.from<unknown, unknown>(parts as never);
      if (step.how === 'invoke') await sequence.invoke('x', config);
      else await drain(await sequence.stream('x', config), () => this.#steps(step.between, place));
    }
  }

  async #graph({ passed, parts, how }: Step & { does: 'graph' }, place: Place): Promise<void> {
    const label = this.#expect(this.#label('graph'), place.parent);
    const graph = new StateGraph(State) as unknown as GraphBuilder;
    let last: string = START;
    for (const part of parts) {
      const name = this.#label('node');
      graph.addNode(name, this.#node(name, part, place, label)).addEdge(last, name);
      last = name;
    }
    const compiled = graph.addEdge(last, END).compile();
    const config = this.#config(passed, place, label);
    if (how === 'invoke') await compiled.invoke({ text: 'x' }, config);
    else await drain(await compiled.stream({ text: 'x' }, config));
  }

  #node(name: string, part: Part, place: Place, graph: string): unknown {
    if (part.form === 'lambda') {
      return async (state: unknown, config: RunnableConfig) => {
        this.#expect(name, graph);
        await this.#inside(name, part.body, place, true)(config, true);
        return state;
      };
    }
    this.#expect(name, graph);
    return this.#part(part, place, name, false);
  }
}

/** As much of `StateGraph` as is used: its type knows the names of the nodes, which are random here. */
interface GraphBuilder {
  addNode(name: string, node: unknown): GraphBuilder;
  addEdge(from: string, to: string): GraphBuilder;
  compile(): {
    invoke(state: object, config: RunnableConfig): Promise<unknown>;
    stream(state: object, config: RunnableConfig): Promise<AsyncIterable<unknown>>;
  };
}
