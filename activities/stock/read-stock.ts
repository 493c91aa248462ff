import { listCarts, loadAccount, markAccountDown } from '../../database/queries/connections.ts';
import {
  lockStockOf,
  recordStockRead,
  replaceInventory,
  replaceWarehouses,
  type InventoryRow,
} from '../../database/queries/inventory.ts';
import { openProblem } from '../../database/queries/problems.ts';
import { deleteProductsBut, type AccountMode } from '../../database/queries/products.ts';
import type { StockResult } from '../activities.ts';
import type { HubDeps } from '../deps.ts';
import type { EasypostClient, EasypostInventory } from '../easypost/types.ts';
import { isSystemError } from '../errors/system-error.ts';
import { openAccount } from '../orders/easypost-account.ts';
import { readProducts } from './refresh-products.ts';

const NOTHING: StockResult = { rows: 0, changed: 0, pushNow: [] };
const NO_WAREHOUSE = 'unknown';
/** What a stock column can hold. */
const MOST = 2_000_000_000;

type StockDeps = Pick<HubDeps, 'db' | 'vault' | 'http' | 'easypostUrl' | 'httpTimeoutMs' | 'temporal' | 'log'>;

/**
 * Step 3, stock: reads warehouses, products and stock of the merchant's account and stores what changed; what a full
 * listing does not show any more is deleted with it. A merchant without a working key reads nothing. Rejects with
 * EasyPost's `SystemError`, but not when it refuses the key: that is told once.
 */
export function createReadStock(deps: StockDeps): (merchantId: string) => Promise<StockResult> {
  return async (merchantId) => {
    const row = await loadAccount(deps.db, merchantId);
    if (!row) return NOTHING;
    const account = { merchantId, mode: row.mode };
    const connection = await openAccount(deps, merchantId, row.mode);
    if (connection.kind !== 'open') return NOTHING;
    try {
      const read = await readAll(deps, connection.client, account);
      return { ...read, pushNow: await cartsToPush(deps, merchantId) };
    } catch (error) {
      if (!isSystemError(error, 'unauthorized')) throw error;
      await reportKeyRefused(deps, account);
      return NOTHING;
    }
  };
}

async function readAll(
  deps: StockDeps,
  client: EasypostClient,
  account: AccountMode,
): Promise<Pick<StockResult, 'rows' | 'changed'>> {
  const beganAt = new Date();
  const warehouses = new Map<string, string>();
  const disabled = new Set<string>();
  for await (const page of client.listWarehouses()) {
    for (const warehouse of page) {
      warehouses.set(warehouse.id, warehouse.name ?? warehouse.id);
      if (warehouse.disabled) disabled.add(warehouse.id);
    }
  }
  const barcodes = await readProducts(deps, client, account);
  const rows = await readInventory(client, barcodes, disabled);
  const changed = await deps.db.transaction().execute(async (trx) => {
    await lockStockOf(trx, account.merchantId);
    await replaceWarehouses(
      trx,
      account,
      [...warehouses].map(([id, name]) => ({ id, name })),
    );
    await deleteProductsBut(trx, account, [...new Set(barcodes.values())]);
    await recordStockRead(trx, account.merchantId, beganAt);
    return replaceInventory(trx, account, rows, new Date());
  });
  return { rows: rows.length, changed };
}

/** The stock per barcode and warehouse. What lies in a disabled warehouse cannot be sent and does not count. */
async function readInventory(
  client: EasypostClient,
  barcodes: ReadonlyMap<string, string>,
  disabled: ReadonlySet<string>,
): Promise<InventoryRow[]> {
  const rows = new Map<string, InventoryRow>();
  for await (const page of client.listInventories()) {
    for (const row of page) addRow(rows, row, barcodes, disabled);
  }
  return [...rows.values()];
}

function addRow(
  rows: Map<string, InventoryRow>,
  row: EasypostInventory,
  barcodes: ReadonlyMap<string, string>,
  disabled: ReadonlySet<string>,
): void {
  const barcode = barcodes.get(row.productId) ?? row.barcode;
  const warehouseId = row.warehouseId ?? NO_WAREHOUSE;
  if (!barcode || disabled.has(warehouseId)) return;
  const key = JSON.stringify([barcode, warehouseId]);
  const units = (rows.get(key)?.quantity ?? 0) + row.quantity;
  rows.set(key, { barcode, warehouseId, quantity: Math.max(-MOST, Math.min(units, MOST)) });
}

async function cartsToPush(deps: StockDeps, merchantId: string): Promise<string[]> {
  const carts = await listCarts(deps.db, merchantId);
  return carts.filter(({ settings }) => settings.stock.kind === 'at_once').map(({ id }) => id);
}

async function reportKeyRefused(deps: StockDeps, account: AccountMode): Promise<void> {
  const first = await markAccountDown(deps.db, account.merchantId);
  await openProblem(deps.db, { merchantId: account.merchantId, cause: 'easypost_unauthorized', subject: account.mode });
  if (first) deps.log.warn({ merchant: account.merchantId, mode: account.mode }, 'EasyPost refuses the key');
}
