import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
// Below the range that operating systems give to outgoing connections, so that a free port stays free.
const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;
const TRIES = 50;

/** Whether nothing listens on `port` of this machine's loopback address. */
export function isPortFree(port: number, host: string = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** `preferred` if it is free, else some other free port. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (await isPortFree(port)) return port;
  }
  throw new Error(
    `No free port found between ${FIRST_PORT} and ${FIRST_PORT + PORT_COUNT - 1} on ${LOOPBACK} after ${TRIES} tries`,
  );
}

/** `port` if it is free; else an error that names it, what it is for and what to do. */
export async function requireFreePort(port: number, purpose: string): Promise<number> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${port} is not a port for ${purpose}; allowed are 1 to 65535`);
  }
  if (await isPortFree(port)) return port;
  throw new Error(
    `Port ${port} for ${purpose} is in use on ${LOOPBACK}; stop the program that uses it or choose another port`,
  );
}

/** A port that was asked for must be free; where none was asked for, any free one is taken. */
export function portFor(port: number | undefined, purpose: string): Promise<number> {
  return port === undefined ? freePort() : requireFreePort(port, purpose);
}
