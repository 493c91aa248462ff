import { z } from 'zod';
import { isSystemError, SystemError } from '../../errors/system-error.ts';
import type { RejectedStock, StockItem } from '../contract.ts';
import type { VendureClient } from './client.ts';
import { SET_STOCK, STOCK_LOCATIONS, VARIANTS } from './documents.ts';

const SKUS_PER_CALL = 100;
const PAGE = 1000;

const locationsSchema = z.object({
  stockLocations: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
});

/** An answer without it says nothing about whether the stock was set. */
const updatedSchema = z.object({ updateProductVariants: z.array(z.unknown()) });

const variantSchema = z.object({
  id: z.string(),
  sku: z.string(),
  stockLevels: z.array(z.object({ stockLocationId: z.string(), stockAllocated: z.number() })),
});
const variantsSchema = z.object({ productVariants: z.object({ items: z.array(variantSchema) }) });

type Variant = z.infer<typeof variantSchema>;

/** The location that stock is set for: the chosen one, or the first. Rejects with `not_found` where there is none. */
export async function stockLocation(
  client: VendureClient,
  chosen: string | undefined,
): Promise<{ id: string; name: string }> {
  const { stockLocations } = await client.query(STOCK_LOCATIONS, {}, locationsSchema);
  const location = stockLocations.items.find(({ id }) => chosen === undefined || id === chosen);
  if (location) return location;
  const vendorWords = `no stock location ${chosen ?? ''}; allowed are ${stockLocations.items.map(({ id }) => id).join(', ')}`;
  throw new SystemError({ type: 'not_found', system: 'cart', call: 'stockLocations', reached: 'yes', vendorWords });
}

async function variantsOf(client: VendureClient, skus: readonly string[]): Promise<Variant[]> {
  const found: Variant[] = [];
  for (;;) {
    const options = { filter: { sku: { in: skus } }, sort: { id: 'ASC' }, take: PAGE, skip: found.length };
    const { productVariants } = await client.query(VARIANTS, { options }, variantsSchema);
    found.push(...productVariants.items);
    if (productVariants.items.length < PAGE) return found;
  }
}

/** Vendure sells `stockOnHand - stockAllocated`, so what orders have allocated comes on top of what may be sold. */
function updateOf(variant: Variant, locationId: string, available: number) {
  const level = variant.stockLevels.find(({ stockLocationId }) => stockLocationId === locationId);
  const stockOnHand = available + (level?.stockAllocated ?? 0);
  return { id: variant.id, stockLevels: [{ stockLocationId: locationId, stockOnHand }] };
}

function isUnits(available: number): boolean {
  return Number.isSafeInteger(available) && available >= 0;
}

type StockUpdate = ReturnType<typeof updateOf>;

/** Sets a batch, which Vendure takes whole or not at all; returns the ids that it refuses by themselves. */
async function update(client: VendureClient, input: readonly StockUpdate[]): Promise<string[]> {
  if (input.length === 0) return [];
  try {
    await client.query(SET_STOCK, { input }, updatedSchema);
    return [];
  } catch (error) {
    if (!isSystemError(error, 'refused') && !isSystemError(error, 'not_found')) throw error;
    if (input.length === 1) return input.map(({ id }) => id);
    const refused: string[] = [];
    for (const each of input) refused.push(...(await update(client, [each])));
    return refused;
  }
}

/** Sets what may be sold at one location, for every variant that has the SKU. */
export async function setStock(
  client: VendureClient,
  chosenLocation: string | undefined,
  items: readonly StockItem[],
): Promise<RejectedStock[]> {
  const rejected: RejectedStock[] = items
    .filter(({ available }) => !isUnits(available))
    .map(({ sku }) => ({ sku, code: 'refused' }));
  const wanted = new Map(
    items.filter(({ available }) => isUnits(available)).map(({ sku, available }) => [sku, available]),
  );
  if (wanted.size === 0) return rejected;
  const location = await stockLocation(client, chosenLocation);
  const skus = [...wanted.keys()];
  for (let start = 0; start < skus.length; start += SKUS_PER_CALL) {
    const slice = skus.slice(start, start + SKUS_PER_CALL);
    const variants = await variantsOf(client, slice);
    const input = variants.flatMap((variant) => {
      const available = wanted.get(variant.sku);
      return available === undefined ? [] : [updateOf(variant, location.id, available)];
    });
    const refused = await update(client, input);
    rejected.push(
      ...variants.filter(({ id }) => refused.includes(id)).map(({ sku }) => ({ sku, code: 'refused' as const })),
    );
    const known = new Set(variants.map(({ sku }) => sku));
    rejected.push(...slice.filter((sku) => !known.has(sku)).map((sku) => ({ sku, code: 'unknown_sku' as const })));
  }
  return rejected;
}
