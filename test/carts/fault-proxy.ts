import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request instead of passing it on. */
export type ProxyFault =
  | 'outage'
  | 'server_error'
  | 'rate_limited'
  | 'html'
  | 'cut_json'
  | 'wrong_json'
  /** Passes the request on and drops the connection instead of the answer. */
  | 'drop_answer';

export interface FaultProxy {
  url: string;
  /** Hits the requests whose body or method `matches`; `times` of them, or all until `heal`. */
  break(fault: ProxyFault, matches?: (request: { method: string; body: string }) => boolean, times?: number): void;
  heal(): void;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function forward(
  target: string,
  request: IncomingMessage,
  body: string,
): Promise<{ status: number; text: string }> {
  const headers = Object.entries(request.headers).filter(
    ([name]) => !['host', 'connection', 'content-length'].includes(name),
  );
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    ...(body === '' ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, ...(status === 429 ? { 'retry-after': '7' } : {}) }).end(text);
}

/** A real HTTP server in front of `target` that breaks what it is told to break. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let active: {
    fault: ProxyFault;
    matches: (request: { method: string; body: string }) => boolean;
    left: number;
  } | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const hit = active && active.left > 0 && active.matches({ method: request.method ?? '', body }) ? active : null;
    if (hit) hit.left -= 1;
    if (hit?.fault === 'outage') return void request.socket.destroy();
    if (hit?.fault === 'server_error') return send(response, 503, 'text/plain', 'upstream is away');
    if (hit?.fault === 'rate_limited') return send(response, 429, 'text/plain', 'slow down');
    if (hit?.fault === 'html') return send(response, 200, 'text/html', '<h1>Maintenance</h1>');
    if (hit?.fault === 'wrong_json') return send(response, 200, 'application/json', '{"hello":"world"}');
    const { status, text } = await forward(target, request, body);
    if (hit?.fault === 'drop_answer') return void request.socket.destroy();
    send(response, status, 'application/json', hit?.fault === 'cut_json' ? text.slice(0, text.length / 2) : text);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break: (fault, matches = () => true, times = Infinity) => (active = { fault, matches, left: times }),
    heal: () => (active = null),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
