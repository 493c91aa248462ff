import { ApiError } from './api-error.ts';
import { parseBody, productBody, productChange, serialNumberBody, type LineBody } from './requests.ts';
import { stamp, touch } from './stamp.ts';
import type { Book, Product, SerialNumber } from './state.ts';
import { available } from './stock.ts';

export function productByBarcode(book: Book, barcode: string): Product | undefined {
  return [...book.products.values()].find((product) => product.barcode === barcode);
}

/** The product that a line names by id, barcode or whole. */
export function productOfLine(book: Book, line: LineBody, index: number): Product {
  const id = line.product?.id ?? line.product_id;
  const barcode = line.product?.barcode;
  const product = id ? book.products.get(id) : barcode ? productByBarcode(book, barcode) : undefined;
  if (product) return product;
  throw new ApiError('unknownProduct', [
    { field: `line_items.${index}.product`, message: `${id ?? barcode ?? 'nothing'} is not known` },
  ]);
}

function refuseDuplicate(book: Book, barcode: string, except?: Product): void {
  const other = productByBarcode(book, barcode);
  if (other && other !== except)
    throw new ApiError('duplicateBarcode', [{ field: 'barcode', message: 'must be unique' }]);
}

export function createProduct(book: Book, body: unknown): Product {
  const wanted = parseBody(productBody, body);
  refuseDuplicate(book, wanted.barcode);
  const product: Product = {
    ...stamp(book, 'product'),
    ...wanted,
    origin_country: wanted.origin_country ?? null,
    hs_code: wanted.hs_code ?? null,
    length: wanted.length ?? null,
    width: wanted.width ?? null,
    height: wanted.height ?? null,
    weight: wanted.weight ?? null,
    price: wanted.price ?? null,
  };
  book.products.set(product.id, product);
  return product;
}

export function changeProduct(book: Book, product: Product, body: unknown): Product {
  const wanted = parseBody(productChange, body);
  if (wanted.barcode !== undefined) refuseDuplicate(book, wanted.barcode, product);
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  Object.assign(product, Object.fromEntries(given));
  touch(product);
  return product;
}

/** Own decision: a product with stock or open orders stays. */
export function deleteProduct(book: Book, product: Product): void {
  const stocked = [...book.warehouses.keys()].some((id) => available(book, product.id, id) > 0);
  const ordered = [...book.orders.values()].some(
    (order) =>
      order.status !== 'cancelled' &&
      order.status !== 'shipped' &&
      order.lineItems.some(({ productId }) => productId === product.id),
  );
  if (stocked || ordered) throw new ApiError('productInUse');
  book.products.delete(product.id);
}

export function addSerialNumber(book: Book, product: Product, body: unknown): SerialNumber {
  const { value } = parseBody(serialNumberBody, body);
  const taken = [...book.serialNumbers.values()].some(
    (serial) => serial.productId === product.id && serial.value === value,
  );
  if (taken) throw new ApiError('duplicateSerial', [{ field: 'value', message: 'must be unique' }]);
  const serial = { ...stamp(book, 'serialNumber'), value, productId: product.id };
  book.serialNumbers.set(serial.id, serial);
  return serial;
}
