import { z } from 'zod';
import { ownValue } from '../../shared/own-value.ts';
import { ORDER_STATUS_WORDS, UNKNOWN_BARCODE } from './decisions.ts';
import { id, idOrNull, label, shortText, text, time, units } from './fields.ts';
import { listOf } from './rows.ts';
import type { EasypostInventory, EasypostOrder, EasypostPick, EasypostProduct, EasypostTracker } from './types.ts';
import type { EasypostWarehouse } from './types.ts';

/**
 * What Cartway reads of EasyPost's answers. Unknown fields are dropped, all but ids and quantities may be missing or
 * null, so that a field nobody needs never stops an order (easypost.md §4, §6, §8).
 */

function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items): z.output<T>[] => items ?? []);
}

const productRef = z
  .object({ id: idOrNull, barcode: shortText })
  .nullish()
  .transform((value) => value ?? null);

const trackerSchema = z
  .object({ id: label, tracking_code: shortText, carrier: label, status: label, public_url: label, created_at: time })
  .transform((raw): EasypostTracker => ({
    id: raw.id,
    trackingCode: raw.tracking_code?.trim() || null,
    carrier: raw.carrier?.trim() || null,
    status: raw.status,
    publicUrl: raw.public_url,
    createdAt: raw.created_at,
  }));

const pickSchema = z.object({
  id: idOrNull,
  created_at: time,
  tracker: trackerSchema.nullish(),
  inventories: list(z.object({ product: productRef })),
});

type ProductRef = z.output<typeof productRef>;

/** How an order's products are called: by barcode, which may stand on the line only, else by whatever is there. */
function barcodesBy(products: readonly ProductRef[]): (product: ProductRef) => string {
  const known = new Map(
    products.flatMap((product) => (product?.barcode ? [[product.id, product.barcode] as const] : [])),
  );
  return (product) => product?.barcode ?? known.get(product?.id ?? null) ?? product?.id ?? UNKNOWN_BARCODE;
}

function readPick(raw: z.output<typeof pickSchema>, barcodeOf: (product: ProductRef) => string): EasypostPick {
  const barcodes = raw.inventories.map(({ product }) => barcodeOf(product));
  return { id: raw.id, createdAt: raw.created_at, tracker: raw.tracker ?? null, barcodes };
}

export const orderSchema = z
  .object({
    id,
    status: shortText,
    description: text,
    mode: label,
    created_at: time,
    updated_at: time,
    line_items: list(z.object({ product: productRef, units })),
    picks: list(pickSchema),
    trackers: list(trackerSchema),
  })
  .transform((raw): EasypostOrder => {
    const barcodeOf = barcodesBy(raw.line_items.filter(({ product }) => product?.id).map(({ product }) => product));
    return {
      id: raw.id,
      status: raw.status,
      state: ownValue(ORDER_STATUS_WORDS, raw.status?.toLowerCase() ?? '') ?? null,
      description: raw.description,
      mode: raw.mode,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      lineItems: raw.line_items.map(({ product, units }) => ({ barcode: barcodeOf(product), units })),
      picks: raw.picks.map((pick) => readPick(pick, barcodeOf)),
      trackers: raw.trackers,
    };
  });

export const productSchema = z
  .object({ id, barcode: shortText, title: label, mode: label })
  .transform((raw): EasypostProduct => raw);

const inventorySchema = z
  .object({
    quantity: units,
    product_id: idOrNull,
    product: productRef,
    warehouse_id: idOrNull,
    warehouse: z.object({ id: idOrNull, name: label }).nullish(),
  })
  .transform((raw, context): EasypostInventory => {
    const productId = raw.product?.id ?? raw.product_id;
    if (productId === null) {
      context.addIssue({ code: 'custom', message: 'neither product_id nor product.id' });
      return z.NEVER;
    }
    return {
      productId,
      barcode: raw.product?.barcode ?? null,
      warehouseId: raw.warehouse?.id ?? raw.warehouse_id,
      warehouseName: raw.warehouse?.name ?? null,
      quantity: raw.quantity,
    };
  });

const warehouseSchema = z
  .object({ id, name: label, disabled_at: z.unknown().optional(), mode: label })
  .transform((raw): EasypostWarehouse => ({
    id: raw.id,
    name: raw.name,
    disabled: raw.disabled_at !== null && raw.disabled_at !== undefined,
    mode: raw.mode,
  }));

export const orderListSchema = listOf('orders', orderSchema);
export const productListSchema = listOf('products', productSchema);
export const inventoryListSchema = listOf('inventories', inventorySchema);
export const warehouseListSchema = listOf('warehouses', warehouseSchema);
