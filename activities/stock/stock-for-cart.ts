import type { PushedStock } from '../../database/queries/cart-stock.ts';
import type { StockItem } from '../carts/contract.ts';
import { barcodeFor, type Catalogue } from '../items/resolve-lines.ts';

const DAY = 86_400_000;
/** What a stock column of PostgreSQL and most carts can hold. */
const MOST = 2_000_000_000;

export interface StockSource {
  catalogue: Catalogue;
  /** Units per barcode over all warehouses. */
  onHand: ReadonlyMap<string, number>;
  /** Units per barcode that open orders have a claim on. */
  reserved: ReadonlyMap<string, number>;
}

function availableOf(sku: string, { catalogue, onHand, reserved }: StockSource): number | null {
  const barcode = barcodeFor(sku, catalogue);
  if (barcode === null) return null;
  const free = (onHand.get(barcode) ?? 0) - (reserved.get(barcode) ?? 0);
  return Math.min(Math.max(0, free), MOST);
}

/**
 * Units that may be sold per SKU of a cart: of every barcode and every alias. A SKU that was written before and stands
 * for nothing any more has none left.
 */
export function stockForCart(source: StockSource, writtenBefore: Iterable<string>): Map<string, number> {
  const stock = new Map<string, number>();
  for (const sku of [...source.catalogue.barcodes, ...source.catalogue.aliases.keys()]) {
    const available = availableOf(sku, source);
    if (available !== null) stock.set(sku, available);
  }
  for (const sku of writtenBefore) {
    if (!stock.has(sku)) stock.set(sku, 0);
  }
  return stock;
}

/** What is to be written: changed quantities, and once a day what the cart refused, for it may know the SKU by now. */
export function changedStock(
  stock: ReadonlyMap<string, number>,
  pushed: ReadonlyMap<string, PushedStock>,
  now: Date,
): StockItem[] {
  return [...stock].flatMap(([sku, available]) => {
    const last = pushed.get(sku);
    const again = last !== undefined && last.rejected !== null && now.getTime() - last.pushedAt.getTime() >= DAY;
    return last === undefined || last.quantity !== available || again ? [{ sku, available }] : [];
  });
}
