import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../embedded/ports.ts';
import { Teardown } from '../../embedded/teardown.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { startStack, type Stack } from '../up/stack.ts';
import { PRODUCTION_KEY, TEST_KEY } from './cast.ts';

const USUAL_EASYPOST_PORT = 8235;
const USUAL_CART_PORT = 8236;

/** Of the caller's variables, those that do not lead to systems of the caller's. */
const KEPT_VARIABLES = ['CARTWAY_CACHE', 'CARTWAY_LOG_LEVEL'];

export interface DemoParts {
  stack: Stack;
  easypost: EasypostSimulator;
  cart: DemoCart;
  /** Of this run only: removed by `stop()`. */
  dataDir: string;
  /** Ends all that was started and removes the data. */
  stop(): Promise<void>;
}

/**
 * Starts everything that the demo needs in this process's care, on free ports and with data of its own, so that it
 * runs beside a Cartway that is up. Rejects, with nothing left behind, when a part does not start.
 */
export async function startParts(progress: (line: string) => void): Promise<DemoParts> {
  forgetSurroundings();
  const teardown = new Teardown();
  const stop = (): Promise<void> => teardown.end();
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'cartway-demo-'));
    teardown.add(() => rm(dataDir, { recursive: true, force: true }));
    // PostgreSQL may run as a user of its own, who has to pass through; the files in it are closed to others.
    await chmod(dataDir, 0o711);
    const easypost = await startEasypostSimulator({
      port: await freePort(USUAL_EASYPOST_PORT),
      accounts: [{ testKey: TEST_KEY, productionKey: PRODUCTION_KEY, warehouses: ['Oakland'] }],
    });
    teardown.add(() => easypost.close());
    const token = randomBytes(12).toString('hex');
    const cart = await startDemoCart({ port: await freePort(USUAL_CART_PORT), token });
    teardown.add(() => cart.close());
    const environment = { CARTWAY_EASYPOST_URL: easypost.url, CARTWAY_TRUSTED_HOSTS: '127.0.0.1' };
    const stack = await startStack({ dataDir, progress, environment });
    teardown.add(() => stack.stop());
    return { stack, easypost, cart, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A demo must never touch the database, the Temporal service or the EasyPost account that this machine works with. */
function forgetSurroundings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(CARTWAY|TEMPORAL)_/.test(name) && !KEPT_VARIABLES.includes(name)) delete process.env[name];
  }
}
