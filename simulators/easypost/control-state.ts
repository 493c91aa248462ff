import { BEHAVIOUR } from './decisions.ts';
import { createProduct, productByBarcode } from './products.ts';
import { renderOrder } from './render.ts';
import { NotPossible } from './shipping.ts';
import type { Book, Order, Product } from './state.ts';
import { addAvailable, available, setAvailable } from './stock.ts';
import { findKey, findOrder, type KeyOwner, type World } from './world.ts';

/** What control calls look up and change directly. Each throws `NotPossible` with the reason. */

export function ownerOf(world: World, key: string): KeyOwner {
  const owner = findKey(world, key);
  if (!owner) throw new NotPossible('no account has this key; create one first');
  return owner;
}

export function orderOf(world: World, id: string): { book: Book; order: Order } {
  const found = findOrder(world, id);
  if (!found) throw new NotPossible(`no order has the id ${id}`);
  return found;
}

function warehouseOf(book: Book, name: string | undefined): string {
  const warehouses = [...book.warehouses.values()];
  const wanted = name === undefined ? warehouses[0] : warehouses.find((one) => one.id === name || one.name === name);
  if (!wanted)
    throw new NotPossible(`no warehouse is called ${name}; there are ${warehouses.map((one) => one.name).join(', ')}`);
  return wanted.id;
}

export function productOf(book: Book, barcode: string): Product {
  const product = productByBarcode(book, barcode);
  if (!product) throw new NotPossible(`no product has the barcode ${barcode}`);
  return product;
}

export interface StockPlace {
  key: string;
  barcode: string;
  warehouse?: string | undefined;
}

export function setStock(world: World, place: StockPlace, quantity: number): void {
  const { book } = ownerOf(world, place.key);
  setAvailable(book, productOf(book, place.barcode).id, warehouseOf(book, place.warehouse), quantity);
}

export function addStock(world: World, place: StockPlace, units: number): void {
  const { book } = ownerOf(world, place.key);
  addAvailable(book, productOf(book, place.barcode).id, warehouseOf(book, place.warehouse), units);
}

interface Seed {
  barcode: string;
  title?: string | undefined;
  quantity?: number | undefined;
}

/** Creates what is missing, and sets the stock that is given. */
export function seedProducts(world: World, key: string, seeds: readonly Seed[]): { id: string; barcode: string }[] {
  const { book } = ownerOf(world, key);
  return seeds.map(({ barcode, title = `Product ${barcode}`, quantity }) => {
    const product = productByBarcode(book, barcode) ?? createProduct(book, { barcode, title });
    if (quantity !== undefined) setAvailable(book, product.id, warehouseOf(book, undefined), quantity);
    return { id: product.id, barcode };
  });
}

export interface StockRow {
  barcode: string;
  warehouse: string;
  available: number;
}

export function stockOf(book: Book): StockRow[] {
  return [...book.products.values()].flatMap((product) =>
    [...book.warehouses.values()].map((warehouse) => ({
      barcode: product.barcode,
      warehouse: warehouse.name,
      available: available(book, product.id, warehouse.id),
    })),
  );
}

/** All orders of a book, oldest first, also those that the API shows no more. */
export function allOrders(book: Book): object[] {
  return [...book.orders.values()].map((order) => renderOrder(book, order, BEHAVIOUR));
}
