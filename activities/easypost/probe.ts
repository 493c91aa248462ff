import type { z } from 'zod';
import { SystemError, type ErrorType } from '../errors/system-error.ts';
import type { HttpClient } from '../http/http-client.ts';
import { pageQuery } from './pages.ts';
import { inventoryListSchema, orderListSchema, productListSchema, warehouseListSchema } from './schema.ts';
import type { Rows } from './rows.ts';
import { createTransport, type Transport } from './transport.ts';
import type { EasypostMode } from './types.ts';

export interface KeyCheck {
  /** What the key was tried on. */
  name: 'warehouses' | 'products' | 'orders' | 'inventories';
  ok: boolean;
  /** In plain words, without secrets. */
  detail: string;
}

export interface KeyReport {
  /** Every right works. */
  ok: boolean;
  checks: KeyCheck[];
  /** The mode of what the key shows; null when it shows nothing yet, or both modes. */
  mode: EasypostMode | null;
}

const RIGHTS: readonly { name: KeyCheck['name']; schema: z.ZodType<Rows<unknown>> }[] = [
  { name: 'warehouses', schema: warehouseListSchema },
  { name: 'products', schema: productListSchema },
  { name: 'orders', schema: orderListSchema },
  { name: 'inventories', schema: inventoryListSchema },
];

const FAILURE_TEXT: Record<ErrorType, string> = {
  unavailable: 'EasyPost did not answer, or not with what it should; try again later',
  rate_limited: 'EasyPost asks to slow down; try again later',
  unauthorized: 'EasyPost refuses this key',
  refused: 'EasyPost refused the request',
  out_of_stock: 'EasyPost refused the request',
  duplicate: 'EasyPost refused the request',
  not_found: 'nothing is there; check the base address',
};

async function tryRight(transport: Transport, right: (typeof RIGHTS)[number]): Promise<KeyCheck> {
  try {
    const { rows, wrong } = await transport.read(
      { method: 'GET', path: right.name, query: pageQuery(0, 1) },
      right.schema,
    );
    if (wrong.length > 0) return { name: right.name, ok: false, detail: FAILURE_TEXT.unavailable };
    return { name: right.name, ok: true, detail: rows.length > 0 ? 'readable' : 'readable, and empty so far' };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const status = error.status === undefined ? '' : ` (status ${error.status})`;
    return { name: right.name, ok: false, detail: `${FAILURE_TEXT[error.type]}${status}` };
  }
}

function onlyMode(modes: ReadonlySet<string>): EasypostMode | null {
  const [mode, other] = modes;
  return other === undefined && (mode === 'test' || mode === 'production') ? mode : null;
}

/** Tries a key on everything Cartway reads, one call each, and tells which mode it belongs to. Never rejects for EasyPost. */
export async function probeKey(options: {
  http: HttpClient;
  baseUrl: string;
  apiKey: string;
  timeoutMs?: number;
}): Promise<KeyReport> {
  const { timeoutMs = 20_000, ...rest } = options;
  const transport = createTransport({ ...rest, mode: null, timeoutMs });
  const checks: KeyCheck[] = [];
  for (const right of RIGHTS) checks.push(await tryRight(transport, right));
  return { ok: checks.every(({ ok }) => ok), checks, mode: onlyMode(transport.modesSeen()) };
}
