import type { GraphqlCall } from './vendure-api.ts';

/** Units at the shop's only stock location. */
export interface VendureStock {
  onHand: number;
  allocated: number;
}

interface Variant {
  id: string;
  stockLevels: { stockOnHand: number; stockAllocated: number }[];
}

/** Every variant that has the SKU. */
export async function variantsOf(admin: GraphqlCall, sku: string): Promise<Variant[]> {
  const query = `query($s: String!) { productVariants(options: { filter: { sku: { eq: $s } } }) {
    items { id stockLevels { stockOnHand stockAllocated } } } }`;
  return (await admin<{ productVariants: { items: Variant[] } }>(query, { s: sku })).productVariants.items;
}

/** The first variant that has the SKU; throws where there is none. */
export async function variantOf(admin: GraphqlCall, sku: string): Promise<Variant> {
  const [variant] = await variantsOf(admin, sku);
  if (!variant) throw new Error(`Vendure has no variant with SKU ${sku}`);
  return variant;
}

export function stockOf({ stockLevels: [level] }: Variant): VendureStock {
  return { onHand: level?.stockOnHand ?? 0, allocated: level?.stockAllocated ?? 0 };
}
