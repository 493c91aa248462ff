import { createControl } from '../../../simulators/easypost/control.ts';
import { startEasypostSimulator, type SimulatorOptions } from '../../../simulators/easypost/server.ts';

export const KEY = 'EZTKsimulated';
export const PRODUCTION = 'EZAKsimulated';

export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers freely.
  body: Record<string, unknown> & { id: string };
}

/** A raw caller of the API, as any client in any language is. */
export function caller(url: string, key: string) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  };
}

export async function startSimulator(options: SimulatorOptions = {}) {
  const accounts = [{ testKey: KEY, productionKey: PRODUCTION, warehouses: ['East', 'West'] }];
  const simulator = await startEasypostSimulator({ accounts, ...options });
  const control = createControl(simulator.controlUrl);
  return { simulator, control, call: caller(simulator.url, KEY), close: simulator.close };
}

export type Started = Awaited<ReturnType<typeof startSimulator>>;

/** The official sample of easypost.md §3. */
export function sample(lines: readonly [barcode: string, units: number][]): Record<string, unknown> {
  const destination = {
    name: 'John Smith',
    street1: '1 Montgomery Tower',
    city: 'San Francisco',
    state: 'CA',
    zip: '94131',
    country: 'US',
    residential: true,
  };
  const line_items = lines.map(([barcode, units]) => ({ product: { barcode }, units }));
  return { service: 'standard', destination, line_items };
}

export function codeOf(answer: Answer): unknown {
  return (answer.body.errors as { code?: unknown } | undefined)?.code;
}
