import { DEFAULT_WAREHOUSE, type Behaviour } from './decisions.ts';
import { newId, nowSeconds } from './stamp.ts';
import type { Account, Book, Mode, Order, Warehouse } from './state.ts';

/** The simulator's whole state and whoever must hear of its changes. */
export interface World {
  readonly accounts: Map<string, Account>;
  readonly behaviour: Behaviour;
  /** Tells an event to the book's webhooks. */
  publish(book: Book, event: string, result: object): void;
  /** An order can make its next step by itself. */
  plan(book: Book, order: Order): void;
}

function newWarehouse(mode: Mode, name: string): Warehouse {
  const now = nowSeconds();
  const address = { street1: '1 Dock Road', city: 'El Monte', state: 'CA', zip: '91731', country: 'US' };
  const id = newId('warehouse');
  const short_name = name
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 8)
    .toUpperCase();
  return { id, mode, created_at: now, updated_at: now, disabled_at: null, name, short_name, address };
}

function newBook(mode: Mode, warehouseNames: readonly string[]): Book {
  const warehouses = warehouseNames.map((name) => newWarehouse(mode, name));
  return {
    mode,
    products: new Map(),
    warehouses: new Map(warehouses.map((warehouse) => [warehouse.id, warehouse])),
    stock: new Map(),
    orders: new Map(),
    notices: new Map(),
    returns: new Map(),
    serialNumbers: new Map(),
    webhooks: new Map(),
  };
}

export interface NewAccount {
  testKey: string;
  productionKey: string;
  /** Names; default one warehouse. */
  warehouses?: readonly string[] | undefined;
}

/** Adds an account with separate test and production data; one whose keys exist stays as it is. */
export function addAccount(world: World, wanted: NewAccount): Account {
  const { testKey, productionKey, warehouses = [DEFAULT_WAREHOUSE] } = wanted;
  if (testKey === productionKey) throw new Error('testKey and productionKey are the same; they must differ');
  for (const account of world.accounts.values()) {
    const { test, production } = account.keys;
    if (test === testKey && production === productionKey) return account;
    if ([testKey, productionKey].some((key) => key === test || key === production)) {
      throw new Error('one of the keys belongs to another account; keys must be unique');
    }
  }
  const account: Account = {
    id: newId('account'),
    keys: { test: testKey, production: productionKey },
    inactiveKeys: [],
    books: { test: newBook('test', warehouses), production: newBook('production', warehouses) },
  };
  world.accounts.set(account.id, account);
  return account;
}

export interface KeyOwner {
  account: Account;
  book: Book;
  active: boolean;
}

export function findKey(world: World, key: string): KeyOwner | null {
  for (const account of world.accounts.values()) {
    for (const mode of ['test', 'production'] as const) {
      if (account.keys[mode] !== key) continue;
      return { account, book: account.books[mode], active: !account.inactiveKeys.includes(key) };
    }
  }
  return null;
}

export function allBooks(world: World): Book[] {
  return [...world.accounts.values()].flatMap(({ books }) => [books.test, books.production]);
}

/** An order of any account. */
export function findOrder(world: World, id: string): { book: Book; order: Order } | null {
  for (const book of allBooks(world)) {
    const order = book.orders.get(id);
    if (order) return { book, order };
  }
  return null;
}
