import { createEasypostClient } from '../../activities/easypost/client.ts';
import type { EasypostMode, NewOrder } from '../../activities/easypost/types.ts';
import { SystemError } from '../../activities/errors/system-error.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';
import { createControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type SimulatorOptions } from '../../simulators/easypost/server.ts';

export const TEST_KEY = 'EZTK-key-of-the-tests';
export const PRODUCTION_KEY = 'EZAK-key-of-the-tests';
export const BARCODE = '850000000017';

/** A simulator with one account and 100 units of one product in each mode, and a client of it. */
export async function startHarness(options: SimulatorOptions = {}) {
  const simulator = await startEasypostSimulator({
    accounts: [{ testKey: TEST_KEY, productionKey: PRODUCTION_KEY }],
    ...options,
  });
  const control = createControl(simulator.controlUrl);
  for (const key of [TEST_KEY, PRODUCTION_KEY]) await control.seedProducts(key, [{ barcode: BARCODE, quantity: 100 }]);
  const http = createHttpClient({ trustedHosts: ['127.0.0.1'] });
  const clientOf = (apiKey: string, mode: EasypostMode, timeoutMs = 20_000) =>
    createEasypostClient({ http, baseUrl: simulator.url, apiKey, mode, timeoutMs });
  return {
    simulator,
    control,
    http,
    clientOf,
    client: clientOf(TEST_KEY, 'test'),
    async close() {
      await http.close();
      await simulator.close();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

export function newOrder(description: string, lines: NewOrder['lines'] = [{ barcode: BARCODE, units: 1 }]): NewOrder {
  const destination = {
    name: 'A Buyer',
    street1: '1 Main St',
    city: 'Austin',
    state: 'TX',
    zip: '78701',
    country: 'US',
  };
  return { description, destination, lines };
}

/** The error a call rejects with; fails the test when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<SystemError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof SystemError) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}

export async function allOf<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** Waits until `look` gives something, at most 10 s. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
