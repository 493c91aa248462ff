import type { RejectedStock, StockItem } from '../contract.ts';
import type { GenericClient } from './client.ts';
import { inventoryAnswerSchema } from './schema.ts';

const ITEMS_PER_CALL = 500;

/** Sets absolute quantities; the cart leaves alone what it has from a later `asOf`. */
export async function setStock(
  client: GenericClient,
  url: string,
  items: readonly StockItem[],
  asOf: Date,
): Promise<RejectedStock[]> {
  const rejected: RejectedStock[] = [];
  for (let start = 0; start < items.length; start += ITEMS_PER_CALL) {
    const body = { as_of: asOf.toISOString(), items: items.slice(start, start + ITEMS_PER_CALL) };
    const answer = await client.write('PUT', url, body, inventoryAnswerSchema);
    for (const { sku, code } of answer.rejected ?? []) {
      rejected.push({ sku, code: code === 'unknown_sku' ? 'unknown_sku' : 'refused' });
    }
  }
  return rejected;
}
