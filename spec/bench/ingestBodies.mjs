import { randomBytes } from 'node:crypto';

const words = Array.from({ length: 4000 }, () => randomBytes(4).toString('hex'));
let wordIndex = 0;

/** Text of about so many bytes, different each time. */
function text(bytes) {
  let made = '';
  while (made.length < bytes) made += `${words[(wordIndex = (wordIndex * 31 + 7) % words.length)]} `;
  return made;
}

let sequence = 0;

function uuid(time) {
  const hex = time.toString(16).padStart(12, '0');
  sequence = (sequence + 1) & 0xfff;
  const rest = randomBytes(8).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-8${rest.slice(0, 3)}-${rest.slice(3, 15)}`;
}

function part(name, value) {
  const json = JSON.stringify(value);
  return `--bench\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json; length=${Buffer.byteLength(json)}\r\n\r\n${json}\r\n`;
}

/** Runs of ten to a trace, each finished, with 1 KB of inputs and 1 KB of outputs, as LangSmith's client sends them. */
export function multipartBody(count) {
  let body = '';
  let root;
  for (let index = 0; index < count; index++) {
    const time = Date.now() - 1000;
    const id = uuid(time);
    const stamp = new Date(time).toISOString().replaceAll(/[-:.]/g, '').replace('Z', '000Z');
    const segment = `${stamp}${id}`;
    if (index % 10 === 0) root = undefined;
    const core = {
      id,
      trace_id: root?.id ?? id,
      dotted_order: root === undefined ? segment : `${root.order}.${segment}`,
      parent_run_id: root?.id ?? null,
      name: `step ${index % 10}`,
      run_type: index % 3 === 0 ? 'llm' : 'chain',
      start_time: new Date(time).toISOString(),
      end_time: time + (index % 700),
      session_name: 'bench',
      tags: ['bench'],
    };
    root ??= { id, order: segment };
    body += part(`post.${id}`, core);
    body += part(`post.${id}.inputs`, { question: text(1000) });
    body += part(`post.${id}.outputs`, { answer: text(1000) });
    body += part(`post.${id}.extra`, { metadata: { ls_model_name: 'm' }, runtime: { sdk: 'bench' } });
  }
  body += '--bench--\r\n';
  const data = Buffer.from(body);
  return {
    body: data,
    headers: { 'content-type': 'multipart/form-data; boundary=bench', 'content-length': data.length },
  };
}
