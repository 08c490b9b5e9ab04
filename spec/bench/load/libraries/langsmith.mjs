import { Client } from 'langsmith';
import { traceable } from 'langsmith/traceable';

export function open(url) {
  const client = new Client({ apiUrl: url, apiKey: 'key' });
  return {
    wrap: (body) => traceable(body, { name: 'load-run', client, tracingEnabled: true }),
    async flush() {
      await client.awaitPendingTraceBatches();
    },
  };
}
