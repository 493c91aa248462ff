import { pagesOf } from './pages.ts';
import { warehouseListSchema } from './schema.ts';
import type { Transport } from './transport.ts';
import type { EasypostWarehouse } from './types.ts';

export function listWarehouses(transport: Transport): AsyncIterable<EasypostWarehouse[]> {
  return pagesOf(transport, { path: 'warehouses', schema: warehouseListSchema, keyOf: (warehouse) => warehouse.id });
}
