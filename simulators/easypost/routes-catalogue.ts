import { Hono } from 'hono';
import { found, readBody, type ApiEnv } from './route.ts';
import { ApiError } from './api-error.ts';
import { CREATED, DELETE_BODY, MAX_PRODUCT_IDS } from './decisions.ts';
import { pageOf } from './paging.ts';
import { addSerialNumber, changeProduct, createProduct, deleteProduct } from './products.ts';
import { renderProduct } from './render.ts';
import type { Book, Product, Warehouse } from './state.ts';
import { available } from './stock.ts';
import type { World } from './world.ts';

function inventoryRow(book: Book, product: Product, warehouse: Warehouse, includes: readonly string[]): object {
  return {
    quantity: available(book, product.id, warehouse.id),
    mode: book.mode,
    ...(includes.includes('product') ? { product: renderProduct(product) } : { product_id: product.id }),
    ...(includes.includes('warehouse') ? { warehouse } : { warehouse_id: warehouse.id }),
  };
}

/** One row per product and warehouse, also for none in stock; `product_ids` turns paging off (easypost.md §8). */
function inventories(world: World, book: Book, query: URLSearchParams): object[] {
  const ids = query.getAll('product_ids[]');
  const includes = query.getAll('includes[]');
  const wrong = includes.find((name) => name !== 'product' && name !== 'warehouse');
  if (wrong !== undefined) throw new ApiError('invalid', [{ field: 'includes', message: `${wrong} is not known` }]);
  if (ids.length > MAX_PRODUCT_IDS) throw new ApiError('tooManyIds');
  const products = [...book.products.values()].filter(({ id }) => ids.length === 0 || ids.includes(id));
  const pairs = products.flatMap((product) =>
    [...book.warehouses.values()].map((warehouse) => ({ product, warehouse })),
  );
  const rows = ids.length === 0 ? pageOf(pairs, query, world.behaviour) : pairs;
  return rows.map(({ product, warehouse }) => inventoryRow(book, product, warehouse, includes));
}

/** Products, serial numbers, inventories and warehouses (easypost.md §6–§8). */
export function catalogueRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>({ strict: false });
  const { behaviour } = world;

  routes.post('/products', async (c) => {
    const body = await readBody(c);
    return c.json(renderProduct(createProduct(c.get('book'), body)), CREATED);
  });
  routes.get('/products', (c) => {
    const page = pageOf(c.get('book').products.values(), new URL(c.req.url).searchParams, behaviour);
    return c.json({ products: page.map(renderProduct) });
  });
  routes.get('/products/:id', (c) => c.json(renderProduct(found(c.get('book').products.get(c.req.param('id'))))));
  routes.patch('/products/:id', async (c) => {
    const body = await readBody(c);
    const book = c.get('book');
    return c.json(renderProduct(changeProduct(book, found(book.products.get(c.req.param('id'))), body)));
  });
  routes.delete('/products/:id', (c) => {
    deleteProduct(c.get('book'), found(c.get('book').products.get(c.req.param('id'))));
    return c.json(DELETE_BODY);
  });
  routes.post('/products/:id/serial_numbers', async (c) => {
    const body = await readBody(c);
    const product = found(c.get('book').products.get(c.req.param('id')));
    const { productId: _productId, ...serial } = addSerialNumber(c.get('book'), product, body);
    return c.json({ object: 'SerialNumber', ...serial, product: renderProduct(product) }, CREATED);
  });
  routes.get('/inventories', (c) =>
    c.json({ inventories: inventories(world, c.get('book'), new URL(c.req.url).searchParams) }),
  );
  routes.get('/warehouses', (c) => {
    const warehouses = pageOf(c.get('book').warehouses.values(), new URL(c.req.url).searchParams, behaviour);
    return c.json({ warehouses });
  });
  return routes;
}
