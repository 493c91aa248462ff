import { z } from 'zod';
import { ORDER_STATUS_WORDS, SECONDS_BELOW, UNKNOWN_BARCODE } from './decisions.ts';
import type { EasypostInventory, EasypostOrder, EasypostPick, EasypostProduct, EasypostTracker } from './types.ts';
import type { EasypostWarehouse } from './types.ts';

/**
 * What Cartway reads of EasyPost's answers. Unknown fields are dropped, all but ids and quantities may be missing or
 * null, so that a field nobody needs never stops an order (easypost.md §4, §6, §8).
 */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** Integers on Fulfillment objects, date strings on trackers (easypost.md §13); anything else reads as unknown. */
const time = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(null)
  .transform((value) => {
    if (value === null || value === undefined) return null;
    const date = new Date(typeof value === 'number' && value < SECONDS_BELOW ? value * 1000 : value);
    return Number.isNaN(date.getTime()) ? null : date;
  });

function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items): z.output<T>[] => items ?? []);
}

const productRef = z
  .object({ id: text, barcode: text })
  .nullish()
  .transform((value) => value ?? null);

const trackerSchema = z
  .object({ id: text, tracking_code: text, carrier: text, status: text, public_url: text, created_at: time })
  .transform((raw): EasypostTracker => ({
    id: raw.id,
    trackingCode: raw.tracking_code?.trim() || null,
    carrier: raw.carrier?.trim() || null,
    status: raw.status,
    publicUrl: raw.public_url,
    createdAt: raw.created_at,
  }));

const pickSchema = z.object({
  id: text,
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
    id: z.string().min(1),
    status: text,
    description: text,
    mode: text,
    created_at: time,
    updated_at: time,
    line_items: list(z.object({ product: productRef, units: z.number().int() })),
    picks: list(pickSchema),
    trackers: list(trackerSchema),
  })
  .transform((raw): EasypostOrder => {
    const barcodeOf = barcodesBy(raw.line_items.filter(({ product }) => product?.id).map(({ product }) => product));
    return {
      id: raw.id,
      status: raw.status,
      state: ORDER_STATUS_WORDS[raw.status?.toLowerCase() ?? ''] ?? null,
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
  .object({ id: z.string().min(1), barcode: text, title: text, mode: text })
  .transform((raw): EasypostProduct => raw);

const inventorySchema = z
  .object({
    quantity: z.number().int(),
    product_id: text,
    product: productRef,
    warehouse_id: text,
    warehouse: z.object({ id: text, name: text }).nullish(),
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
  .object({ id: z.string().min(1), name: text, disabled_at: z.unknown().optional(), mode: text })
  .transform((raw): EasypostWarehouse => ({
    id: raw.id,
    name: raw.name,
    disabled: raw.disabled_at !== null && raw.disabled_at !== undefined,
    mode: raw.mode,
  }));

/** A list is an object with one plural key (easypost.md §1). */
export const orderListSchema = z.object({ orders: z.array(orderSchema) }).transform((raw) => raw.orders);
export const productListSchema = z.object({ products: z.array(productSchema) }).transform((raw) => raw.products);
export const inventoryListSchema = z
  .object({ inventories: z.array(inventorySchema) })
  .transform((raw) => raw.inventories);
export const warehouseListSchema = z
  .object({ warehouses: z.array(warehouseSchema) })
  .transform((raw) => raw.warehouses);
