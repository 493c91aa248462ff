import type { Database } from '../connection.ts';
import type { Mode } from '../tables.ts';

export interface StockRow {
  barcode: string;
  title: string;
  warehouse: string;
  warehouseId: string;
  quantity: number;
  readAt: Date;
}

/** What EasyPost said it has, per barcode and warehouse. */
export async function listStockRows(db: Database, merchantId: string, mode: Mode): Promise<StockRow[]> {
  const rows = await db
    .selectFrom('inventory')
    .leftJoin('products', (join) =>
      join
        .onRef('products.merchant_id', '=', 'inventory.merchant_id')
        .onRef('products.mode', '=', 'inventory.mode')
        .onRef('products.barcode', '=', 'inventory.barcode'),
    )
    .leftJoin('warehouses', (join) =>
      join
        .onRef('warehouses.merchant_id', '=', 'inventory.merchant_id')
        .onRef('warehouses.mode', '=', 'inventory.mode')
        .onRef('warehouses.id', '=', 'inventory.warehouse_id'),
    )
    .select(['inventory.barcode', 'inventory.warehouse_id', 'inventory.quantity', 'inventory.read_at'])
    .select(['products.title', 'warehouses.name'])
    .where('inventory.merchant_id', '=', merchantId)
    .where('inventory.mode', '=', mode)
    .orderBy('inventory.barcode')
    .orderBy('inventory.warehouse_id')
    .execute();
  return rows.map((row) => ({
    barcode: row.barcode,
    title: row.title ?? '',
    warehouse: row.name ?? row.warehouse_id,
    warehouseId: row.warehouse_id,
    quantity: row.quantity,
    readAt: row.read_at,
  }));
}
