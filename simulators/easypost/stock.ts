import { ApiError } from './api-error.ts';
import type { Book, Reservation } from './state.ts';

function keyOf(productId: string, warehouseId: string): string {
  return `${productId} ${warehouseId}`;
}

/** Units that can still be promised: own decision, `quantity` is what is available, not what is on hand. */
export function available(book: Book, productId: string, warehouseId: string): number {
  return book.stock.get(keyOf(productId, warehouseId)) ?? 0;
}

export function setAvailable(book: Book, productId: string, warehouseId: string, units: number): void {
  book.stock.set(keyOf(productId, warehouseId), units);
}

export function addAvailable(book: Book, productId: string, warehouseId: string, units: number): void {
  setAvailable(book, productId, warehouseId, available(book, productId, warehouseId) + units);
}

function openWarehouses(book: Book): string[] {
  return [...book.warehouses.values()].filter(({ disabled_at }) => disabled_at === null).map(({ id }) => id);
}

function takeFrom(book: Book, warehouseIds: readonly string[], wanted: ReadonlyMap<string, number>) {
  const taken: Reservation[] = [];
  for (const [productId, units] of wanted) {
    let missing = units;
    for (const warehouseId of warehouseIds) {
      const here = Math.min(missing, available(book, productId, warehouseId));
      if (here > 0) taken.push({ productId, warehouseId, units: here });
      missing -= here;
    }
    if (missing > 0) return null;
  }
  return taken;
}

/**
 * Takes the wanted units of all products, or none of any. Own decision: one warehouse that has everything goes first;
 * else units come from several, since stock is judged over all of them.
 */
export function reserve(book: Book, wanted: ReadonlyMap<string, number>): Reservation[] {
  const warehouseIds = openWarehouses(book);
  const single = warehouseIds.map((id) => takeFrom(book, [id], wanted)).find((found) => found !== null);
  const taken = single ?? takeFrom(book, warehouseIds, wanted);
  if (!taken) throw new ApiError('outOfStock', shortages(book, warehouseIds, wanted));
  for (const { productId, warehouseId, units } of taken) addAvailable(book, productId, warehouseId, -units);
  return taken;
}

function shortages(book: Book, warehouseIds: readonly string[], wanted: ReadonlyMap<string, number>) {
  return [...wanted].flatMap(([productId, units]) => {
    const held = warehouseIds.reduce((sum, warehouseId) => sum + available(book, productId, warehouseId), 0);
    if (held >= units) return [];
    const barcode = book.products.get(productId)?.barcode ?? productId;
    return [{ field: 'line_items', message: `${barcode}: ${units} wanted, ${held} available` }];
  });
}

export function giveBack(book: Book, reserved: readonly Reservation[]): void {
  for (const { productId, warehouseId, units } of reserved) addAvailable(book, productId, warehouseId, units);
}
