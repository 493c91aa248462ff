import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort, isPortFree, portFor, requireFreePort } from '../../embedded/ports.ts';

let server: Server | undefined;

afterEach(() => server?.close());

async function occupy(port: number): Promise<void> {
  const opened = createServer();
  server = opened;
  await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
}

test('a port in use is not free, and free again after its server ends', async () => {
  const port = await freePort();
  expect(await isPortFree(port)).toBe(true);
  await occupy(port);
  expect(await isPortFree(port)).toBe(false);
  await new Promise((resolve) => server?.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});

test('a preferred port is taken when free, another one when in use', async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
  await occupy(port);
  expect(await freePort(port)).not.toBe(port);
});

test('a port that was asked for and is in use is an error with port, purpose and way out', async () => {
  const port = await freePort();
  await occupy(port);
  await expect(portFor(port, 'the console')).rejects.toThrow(
    `Port ${port} for the console is in use on 127.0.0.1; stop the program that uses it or choose another port`,
  );
});

test.each([0, -1, 65_536, 1.5, Number.NaN])('%s is refused as a port', async (port) => {
  await expect(requireFreePort(port, 'the console')).rejects.toThrow(
    `${port} is not a port for the console; allowed are 1 to 65535`,
  );
});
