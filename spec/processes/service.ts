/**
 * A service in a process of its own, started by the specs: answers each request out of a decorated method, and asks the next
 * service, if there is one, from inside of it.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configure, requireCurrentRunTree, shutdown, traceable, tracingContext } from 'tracenest';
import { FileExporter } from 'tracenest/exporters';
import type { ServiceOptions, Visit } from './startService.js';

const options = JSON.parse(process.argv[2] ?? '') as ServiceOptions;

class Service {
  @traceable(() => ({ name: `${options.name}.handle`, tags: [options.name], metadata: { [options.name]: true } }))
  async handle(headers: IncomingHttpHeaders): Promise<Visit[]> {
    const run = requireCurrentRunTree();
    const visit: Visit = {
      service: options.name,
      headers: { ...headers },
      tags: run.tags,
      metadata: run.metadata,
      projectName: run.projectName,
    };
    const [, further] = await Promise.all([this.lookUp(), this.askNext(headers)]);
    return [visit, ...further];
  }

  @traceable({ runType: 'tool' })
  protected async lookUp(): Promise<string> {
    return Promise.resolve('found');
  }

  @traceable({ runType: 'tool' })
  protected async askNext({ baggage = '' }: IncomingHttpHeaders): Promise<Visit[]> {
    if (options.next === undefined) return [];
    const headers = requireCurrentRunTree().toHeaders({ baggage });
    for (const name of options.withheld ?? []) delete headers[name];
    return (await fetch(options.next, { headers })).json() as Promise<Visit[]>;
  }
}

const server = createServer((request, response) => {
  void tracingContext(request.headers, () => new Service().handle(request.headers)).then((visits) => {
    response.end(JSON.stringify(visits));
  });
});

configure({ exporter: new FileExporter(options.file) });
await once(server.listen(0, '127.0.0.1'), 'listening');
process.send?.((server.address() as AddressInfo).port);
// The channel closes when the spec is done with the service, and also when the spec's process has died.
await once(process, 'disconnect');
server.closeAllConnections();
server.close();
await shutdown();
