import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answer-mutations.ts';

export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  body: string;
}

/** Changes an answer on its way back; null leaves it as it is. */
export type Change = (request: SeenRequest, answer: Answer) => Answer | null;

export interface MutatingProxy {
  url: string;
  /** From now on every answer passes `change`. */
  use(change: Change): void;
  /** From now on every answer is left as it is. */
  heal(): void;
  close(): Promise<void>;
}

/** Gives the right answer to a request. */
export type Source = (request: SeenRequest, headers: [string, string][]) => Promise<Answer>;

/** The real server at `target`. */
export function serverAt(target: string): Source {
  return async ({ method, url, body }, headers) => {
    const answer = await fetch(`${target}${url}`, { method, headers, redirect: 'manual', ...(body ? { body } : {}) });
    const type = answer.headers.get('content-type') ?? 'application/json';
    return { status: answer.status, headers: { 'content-type': type }, body: Buffer.from(await answer.arrayBuffer()) };
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body, breaksOff }: Answer): void {
  if (!breaksOff) return void response.writeHead(status, headers).end(body);
  response.writeHead(status, { ...headers, 'content-length': String(body.length + 100) });
  response.write(body.length > 0 ? body : ' ', () => response.destroy());
}

const OWN_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding'];

/** A real HTTP server that answers as `source` does, and changes what it is told to change. */
export async function startMutatingProxy(source: Source): Promise<MutatingProxy> {
  let change: Change | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = { method: request.method ?? 'GET', url: request.url ?? '/', body: await readBody(request) };
    const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.includes(name));
    const right = await source(
      seen,
      headers.map(([name, value]) => [name, String(value)]),
    );
    send(response, change?.(seen, right) ?? right);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (next) => (change = next),
    heal: () => (change = null),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
