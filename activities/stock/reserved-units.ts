import type { Demand } from '../../database/queries/backorders.ts';
import { barcodeFor, type Catalogue } from '../items/resolve-lines.ts';

/** Units per barcode that the demand comes to; a SKU that stands for nothing takes no stock. */
export function unitsByBarcode(
  demand: readonly Demand[],
  catalogueFor: (cartId: string) => Catalogue,
): Map<string, number> {
  const units = new Map<string, number>();
  for (const { cartId, sku, units: wanted } of demand) {
    const barcode = barcodeFor(sku, catalogueFor(cartId));
    if (barcode !== null) units.set(barcode, (units.get(barcode) ?? 0) + wanted);
  }
  return units;
}
