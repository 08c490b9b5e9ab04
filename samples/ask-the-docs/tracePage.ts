import { combineExporters, type Exporter } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { openBrowser, PortTakenError, startServer, type TraceServer } from 'tracenest/server';
import { styled } from './terminal.js';

/** A trace server for as long as this program runs, and the page on which it shows the trace. */
export class TracePage {
  readonly exporter: Exporter;
  readonly #server: TraceServer;
  readonly #dataFolder: string;
  #traceId: string | undefined;

  private constructor(server: TraceServer, dataFolder: string) {
    this.#server = server;
    this.#dataFolder = dataFolder;
    // Whatever the environment says of LangSmith: this is for the server here, and every trace.
    const delivery = new LangSmithExporter({
      endpoint: server.url,
      apiKey: 'local',
      samplingRate: 1,
      sendStarts: true,
    });
    const remembering: Exporter = { isPassive: true, onEnd: ({ traceId }) => void (this.#traceId = traceId) };
    this.exporter = combineExporters(delivery, remembering);
  }

  /** Traces of earlier questions are in the same folder, and on the same page. */
  static async start(dataFolder: string): Promise<TracePage> {
    try {
      return new TracePage(await startServer({ dataFolder }), dataFolder);
    } catch (error) {
      // Perhaps the page of the last question is still open.
      if (!(error instanceof PortTakenError)) throw error;
      return new TracePage(await startServer({ dataFolder, port: 0 }), dataFolder);
    }
  }

  /** Opens the page in a browser where there is one, and keeps it there until Ctrl+C. */
  async show(): Promise<void> {
    const url = this.#url(this.#server.url);
    const isOpened = openBrowser(url);
    console.log(`Its page${isOpened ? ' opens in the browser' : ''}: ${styled('bold', url)}`);
    console.log(styled('dim', 'It stays there until Ctrl+C.'));
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
  }

  /** Says how to see the page later. */
  tell(): void {
    const usual = 'http://127.0.0.1:4319';
    console.log(styled('dim', `Its page: ${this.#url(usual)}, after \`npx tracenest --data ${this.#dataFolder}\``));
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #url(server: string): string {
    return this.#traceId === undefined ? server : `${server}/traces/${this.#traceId}`;
  }
}
