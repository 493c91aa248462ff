import type { Database } from '../../database/connection.ts';
import { loadAllAliases } from '../../database/queries/aliases.ts';
import { listBarcodes, type AccountMode } from '../../database/queries/products.ts';
import { catalogueOf, type Catalogue } from '../items/resolve-lines.ts';

/** What SKUs stand for, for every cart of a merchant. */
export async function loadCatalogues(db: Database, account: AccountMode): Promise<(cartId: string) => Catalogue> {
  const [aliases, barcodes] = await Promise.all([loadAllAliases(db, account.merchantId), listBarcodes(db, account)]);
  const made = new Map<string, Catalogue>();
  return (cartId) => {
    const known = made.get(cartId);
    if (known) return known;
    const own = aliases.filter((alias) => alias.cartId === null || alias.cartId === cartId);
    const catalogue = catalogueOf(own, barcodes);
    made.set(cartId, catalogue);
    return catalogue;
  };
}
