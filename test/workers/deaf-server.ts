import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A way to a Temporal server on which some calls are not heard. */
export interface DeafServer {
  address: string;
  /** How often each method was called, by its name. */
  calls: Map<string, number>;
  close(): Promise<void>;
}

/** Forwards gRPC to `address`, but leaves the first `unheard` calls of `method` without any answer. */
export async function startDeafServer(address: string, method: string, unheard: number): Promise<DeafServer> {
  const calls = new Map<string, number>();
  const open = new Set<ServerHttp2Session | ClientHttp2Session>();
  const behind = connect(`http://${address}`);
  open.add(behind);
  const server = createServer();
  server.on('session', (session) => open.add(session));
  server.on('stream', (stream, headers) => {
    const name = headers[':path']?.split('/').pop() ?? '';
    const count = (calls.get(name) ?? 0) + 1;
    calls.set(name, count);
    stream.on('error', () => undefined);
    if (name === method && count <= unheard) return;
    const onward = behind.request({ ...headers, ':authority': address });
    onward.on('error', () => stream.close());
    let trailers = {};
    onward.on('response', (answer) => {
      // A refusal has its status at once and nothing behind it.
      const isAll = answer['grpc-status'] !== undefined;
      stream.respond(answer, isAll ? { endStream: true } : { waitForTrailers: true });
    });
    onward.on('trailers', (given) => (trailers = given));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(onward);
    onward.pipe(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      for (const session of open) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
