import type { Component } from '../../database/tables.ts';

/**
 * Which orders, oldest first, the stock can fill as a whole: an order takes its units before younger ones, and one
 * that cannot be filled takes none. Returns their indexes.
 */
export function allocate(stock: ReadonlyMap<string, number>, orders: readonly (readonly Component[])[]): number[] {
  const left = new Map(stock);
  return orders.flatMap((needs, index) => {
    if (needs.some(({ barcode, units }) => (left.get(barcode) ?? 0) < units)) return [];
    for (const { barcode, units } of needs) left.set(barcode, (left.get(barcode) ?? 0) - units);
    return [index];
  });
}
