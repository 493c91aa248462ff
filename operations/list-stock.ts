import { loadCatalogues } from '../activities/stock/catalogues.ts';
import { unitsByBarcode } from '../activities/stock/reserved-units.ts';
import { sumDemand } from '../database/queries/backorders.ts';
import { loadAccount } from '../database/queries/connections.ts';
import { listStockRows, type StockRow } from '../database/queries/stock-views.ts';
import type { Mode } from '../database/tables.ts';
import type { OperationContext } from './context.ts';
import { findMerchant } from './find-merchant.ts';

export interface StockView {
  mode: Mode;
  /** When EasyPost's stock was read last; null: not yet. */
  readAt: Date | null;
  products: {
    barcode: string;
    title: string;
    /** Units over all warehouses. */
    onHand: number;
    /** Units that open orders have a claim on. */
    reserved: number;
    /** What carts are told. */
    sellable: number;
    warehouses: { id: string; name: string; quantity: number }[];
  }[];
}

/** A merchant's stock as EasyPost said last, in the mode that it sends in. */
export async function listStock(context: OperationContext, merchantId: string): Promise<StockView> {
  await findMerchant(context, merchantId);
  const { db } = context;
  const account = await loadAccount(db, merchantId);
  if (!account) return { mode: 'test', readAt: null, products: [] };
  const key = { merchantId, mode: account.mode };
  const countedAt = account.stock_read_at ?? new Date();
  const [rows, demand, catalogueFor] = await Promise.all([
    listStockRows(db, merchantId, account.mode),
    sumDemand(db, key, { unsent: true, countedAt }),
    loadCatalogues(db, key),
  ]);
  const reserved = unitsByBarcode(demand, catalogueFor);
  const products = [...groupByBarcode(rows)].map(([barcode, own]) =>
    productOf(barcode, own, reserved.get(barcode) ?? 0),
  );
  return { mode: account.mode, readAt: account.stock_read_at, products };
}

function groupByBarcode(rows: readonly StockRow[]): Map<string, StockRow[]> {
  const groups = new Map<string, StockRow[]>();
  for (const row of rows) groups.set(row.barcode, [...(groups.get(row.barcode) ?? []), row]);
  return groups;
}

function productOf(barcode: string, rows: readonly StockRow[], reserved: number): StockView['products'][number] {
  const onHand = rows.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    barcode,
    title: rows[0]?.title ?? '',
    onHand,
    reserved,
    sellable: Math.max(0, onHand - reserved),
    warehouses: rows.map(({ warehouseId: id, warehouse: name, quantity }) => ({ id, name, quantity })),
  };
}
