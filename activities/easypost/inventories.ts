import { MAX_PRODUCT_IDS } from './decisions.ts';
import { pagesOf, rejectUnreadable } from './pages.ts';
import { inventoryListSchema } from './schema.ts';
import type { Transport } from './transport.ts';
import type { EasypostInventory } from './types.ts';

const INCLUDES = [
  ['includes[]', 'product'],
  ['includes[]', 'warehouse'],
] as const;

/** Stock per product and warehouse (easypost.md §8). With `productIds` EasyPost ignores paging, so they go in batches. */
export async function* listInventories(
  transport: Transport,
  productIds?: readonly string[],
): AsyncGenerator<EasypostInventory[]> {
  if (productIds === undefined) {
    yield* pagesOf(transport, {
      path: 'inventories',
      schema: inventoryListSchema,
      query: INCLUDES,
      keyOf: (row) => `${row.productId} ${row.warehouseId}`,
    });
    return;
  }
  const wanted = [...new Set(productIds)];
  for (let start = 0; start < wanted.length; start += MAX_PRODUCT_IDS) {
    const batch = wanted.slice(start, start + MAX_PRODUCT_IDS).map((id) => ['product_ids[]', id] as const);
    const query = [...batch, ...INCLUDES];
    const { rows, wrong } = await transport.read({ method: 'GET', path: 'inventories', query }, inventoryListSchema);
    rejectUnreadable(
      'inventories',
      wrong.map(({ reason }) => reason),
    );
    yield rows;
  }
}
