/**
 * Runs on their way to a server: in batches, again after it failed, and whole at the end of the program without a call.
 * The server is a few lines on loopback; put `LANGSMITH_ENDPOINT` and `LANGSMITH_API_KEY` into the environment for a real one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configure, flush, traceable } from 'tracenest';
import { DeliveryError, LangSmithExporter } from 'tracenest/exporters';

let requests = 0;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (request.url === '/info') return void response.end('{}');
    requests += 1;
    // The first answer is one of a server that has just been restarted.
    response.writeHead(requests === 1 ? 503 : 202).end();
    const names = [...body.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name);
    console.log(`${request.method} ${request.url}: ${names.join(', ')} -> ${response.statusCode}`);
  });
});

class Library {
  @traceable({ runType: 'retriever' })
  async find(title: string): Promise<string> {
    return `${title}, second shelf`;
  }

  @traceable
  async lend(title: string): Promise<string> {
    return `Here you are: ${await this.find(title)}.`;
  }
}

async function main(): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  configure({ exporter: new LangSmithExporter({ endpoint: `http://127.0.0.1:${port}`, apiKey: 'mine' }) });

  console.log(await new Library().lend('Nesting'));
  try {
    await flush({ timeoutMs: 10_000 });
    console.log('Everything that was traced has arrived.');
  } catch (error) {
    if (error instanceof DeliveryError) console.log(`${error.undelivered} runs have not: ${error.reasons.join(' ')}`);
  }
  // Nobody flushes this one: it leaves when the program has nothing more to do.
  console.log(await new Library().lend('Scopes'));
}

await main();
