import { pagesOf } from './pages.ts';
import { invalidRequest } from './errors.ts';
import { productListSchema, productSchema } from './schema.ts';
import type { Transport } from './transport.ts';
import type { EasypostProduct, NewProduct } from './types.ts';

function productBody(product: NewProduct): object {
  const { originCountry, hsCode, requiresSerialTracking, type = 'merchandise', ...same } = product;
  return {
    ...same,
    type,
    ...(originCountry === undefined ? {} : { origin_country: originCountry }),
    ...(hsCode === undefined ? {} : { hs_code: hsCode }),
    ...(requiresSerialTracking === undefined ? {} : { requires_serial_tracking: requiresSerialTracking }),
  };
}

/** Creates a product (easypost.md §6). Rejects with `duplicate` when its barcode exists; that answer has no id. */
export async function createProduct(transport: Transport, product: NewProduct): Promise<EasypostProduct> {
  if (product.barcode.trim() === '') throw invalidRequest('POST products', 'barcode: must not be empty');
  return transport.read({ method: 'POST', path: 'products', body: productBody(product) }, productSchema);
}

export function listProducts(transport: Transport): AsyncIterable<EasypostProduct[]> {
  return pagesOf(transport, { path: 'products', schema: productListSchema, keyOf: (product) => product.id });
}
