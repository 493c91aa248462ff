import { sumDemand } from '../../database/queries/backorders.ts';
import { loadCartStock, saveCartStock } from '../../database/queries/cart-stock.ts';
import { loadAccount, loadCart, type AccountRow, type CartRow } from '../../database/queries/connections.ts';
import { sumInventory, wasStockRead } from '../../database/queries/inventory.ts';
import { openProblem } from '../../database/queries/problems.ts';
import { resolveCartProblem } from '../../database/queries/cart-stock-problem.ts';
import { inChunks } from '../../database/queries/import-orders-chunks.ts';
import type { StockItem } from '../carts/contract.ts';
import { openCart } from '../carts/open-cart.ts';
import type { HubDeps } from '../deps.ts';
import { isSystemError } from '../errors/system-error.ts';
import { loadCatalogues } from './catalogues.ts';
import { unitsByBarcode } from './reserved-units.ts';
import { changedStock, stockForCart } from './stock-for-cart.ts';

/** What one call of a cart takes. */
const BATCH = 500;

type PushDeps = Pick<HubDeps, 'db' | 'vault' | 'http' | 'log'>;

/**
 * Step 4, stock: writes what may be sold to a cart, as far as it changed since it was written last. Nothing is written
 * before EasyPost's stock was read once. Returns how many SKUs were written. Rejects with the cart's `SystemError`,
 * but not when it refuses the credentials: that is told once.
 */
export function createPushStock(deps: PushDeps): (cartId: string) => Promise<number> {
  return async (cartId) => {
    const cart = await loadCart(deps.db, cartId);
    const account = await loadAccount(deps.db, cart.merchant_id);
    if (cart.settings.stock.kind === 'off' || !account) return 0;
    const items = await itemsToWrite(deps, cart, account);
    if (items.length === 0) return 0;
    const problem = { merchantId: cart.merchant_id, cartId, cause: 'cart_unauthorized', subject: 'stock' } as const;
    try {
      await write(deps, cart, items);
    } catch (error) {
      if (!isSystemError(error, 'unauthorized')) throw error;
      await openProblem(deps.db, problem);
      deps.log.warn({ cart: cartId }, 'The cart does not let Cartway write stock');
      return 0;
    }
    await resolveCartProblem(deps.db, problem);
    return items.length;
  };
}

async function itemsToWrite(deps: PushDeps, cart: CartRow, account: AccountRow): Promise<StockItem[]> {
  const key = { merchantId: cart.merchant_id, mode: account.mode };
  if (!account.stock_read_at || !(await wasStockRead(deps.db, key))) return [];
  const catalogueFor = await loadCatalogues(deps.db, key);
  const stock = await sumInventory(deps.db, key);
  const demand = await sumDemand(deps.db, key, { unsent: true, countedAt: account.stock_read_at });
  const source = {
    catalogue: catalogueFor(cart.id),
    onHand: new Map([...stock].map(([barcode, { units }]) => [barcode, units])),
    reserved: unitsByBarcode(demand, catalogueFor),
  };
  const pushed = await loadCartStock(deps.db, cart.id);
  return changedStock(stockForCart(source, pushed.keys()), pushed, new Date());
}

async function write(deps: PushDeps, row: CartRow, items: readonly StockItem[]): Promise<void> {
  const cart = openCart(deps, row);
  const asOf = new Date();
  for (const batch of inChunks(items, BATCH)) {
    const rejected = await cart.setStock(batch, asOf);
    const codes = new Map(rejected.map(({ sku, code }) => [sku, code]));
    await saveCartStock(deps.db, row.id, batch, codes, asOf);
  }
}
