// A request by hand, for the floors: over connections that stay open, done when the answer has been read.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });
const underWay = new Set();

export function post(url, type, body) {
  const sent = new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length };
    const message = request(url, { method: 'POST', agent, headers }, (response) =>
      response.resume().on('end', resolve),
    );
    message.on('error', reject);
    message.end(body);
  });
  underWay.add(sent);
  void sent.finally(() => underWay.delete(sent));
}

export async function allPosted() {
  await Promise.all(underWay);
}
