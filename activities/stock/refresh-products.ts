import type { Database } from '../../database/connection.ts';
import { saveProducts, type AccountMode, type ProductRow } from '../../database/queries/products.ts';
import type { Mode } from '../../database/tables.ts';
import type { HubDeps } from '../deps.ts';
import type { EasypostClient, EasypostProduct } from '../easypost/types.ts';
import { startRecheck } from '../orders/start-recheck.ts';

type ProductDeps = Pick<HubDeps, 'db' | 'temporal'>;

const AT_MOST_EVERY_MS = 60_000;

/** The last refresh of each account, under way or done, per database. */
const lastRefreshes = new WeakMap<Database, Map<string, { at: number; done: Promise<void> }>>();

/**
 * Reads the account's products again, at most once a minute: a thousand orders with an unknown SKU cause one reading,
 * and all wait for it. Rejects with EasyPost's `SystemError`.
 */
export async function refreshProducts(
  deps: ProductDeps,
  client: Pick<EasypostClient, 'listProducts'>,
  merchantId: string,
  mode: Mode,
): Promise<void> {
  const refreshes = lastRefreshes.get(deps.db) ?? new Map<string, { at: number; done: Promise<void> }>();
  lastRefreshes.set(deps.db, refreshes);
  const key = `${merchantId} ${mode}`;
  const last = refreshes.get(key);
  if (last && Date.now() - last.at < AT_MOST_EVERY_MS) return last.done;
  const done = readProducts(deps, client, { merchantId, mode }).then(() => undefined);
  refreshes.set(key, { at: Date.now(), done });
  try {
    await done;
  } catch (error) {
    refreshes.delete(key);
    throw error;
  }
}

/**
 * Stores the account's products page by page, and has orders that stopped for want of one of them look again. Returns
 * barcodes by product id.
 */
export async function readProducts(
  deps: ProductDeps,
  client: Pick<EasypostClient, 'listProducts'>,
  account: AccountMode,
): Promise<Map<string, string>> {
  const barcodes = new Map<string, string>();
  for await (const page of client.listProducts()) {
    const rows = rowsOf(page);
    for (const { easypostProductId, barcode } of rows) barcodes.set(easypostProductId, barcode);
    await saveProducts(deps.db, account, rows, new Date());
  }
  const { merchantId, mode } = account;
  const which = [{ merchantId, mode, nowKnown: true }] as const;
  await startRecheck(deps, { merchantId, name: `products-${mode}`, which });
  return barcodes;
}

/** Products that have a barcode, each barcode once: nothing else can be ordered. */
function rowsOf(page: readonly EasypostProduct[]): ProductRow[] {
  const rows = page.flatMap(({ id, barcode, title }) =>
    barcode === null || barcode === ''
      ? []
      : [{ barcode, easypostProductId: id, title: (title ?? '').replaceAll('\0', '') }],
  );
  return [...new Map(rows.map((row) => [row.barcode, row])).values()];
}
