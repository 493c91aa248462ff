import type { Component } from '../../database/tables.ts';
import { shippingLines, type ItemLine } from './resolve-lines.ts';

/** The units of each barcode that an order needs, over all lines; in the order in which the lines name them. */
export function unitsToSend(
  lines: readonly Pick<ItemLine, 'id' | 'quantity' | 'requiresShipping'>[],
  components: ReadonlyMap<string, readonly Component[]>,
): Component[] {
  const units = new Map<string, number>();
  for (const line of shippingLines(lines)) {
    for (const component of components.get(line.id) ?? []) {
      units.set(component.barcode, (units.get(component.barcode) ?? 0) + component.units * line.quantity);
    }
  }
  return [...units].map(([barcode, total]) => ({ barcode, units: total }));
}
