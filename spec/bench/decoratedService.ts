// The subjects as decorated methods. Compiled by TypeScript before anything is measured; `traceable` comes as an
// argument so that the compiled file imports nothing.

type Decorate = <Method extends (...args: never[]) => unknown>(
  method: Method,
  context: ClassMethodDecoratorContext,
) => Method | void;

interface Document {
  sequence: number;
}

export function createService(traceable: Decorate, chunksPerCall: number, outputDocument: Document): object {
  class Service {
    @traceable
    sync(text: string): number {
      return text.length;
    }

    @traceable
    async async(text: string): Promise<number> {
      await undefined;
      return text.length;
    }

    @traceable
    *generator(text: string): Generator<string> {
      for (let index = 0; index < chunksPerCall; index++) yield text;
    }

    @traceable
    async *asyncGenerator(text: string): AsyncGenerator<string> {
      for (let index = 0; index < chunksPerCall; index++) yield text;
    }

    @traceable
    nested(depth: number): number {
      return depth === 1 ? 1 : 1 + this.nested(depth - 1);
    }

    @traceable
    payload(document: Document): Document {
      return document.sequence < 0 ? document : outputDocument;
    }
  }
  return new Service();
}
