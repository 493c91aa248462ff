import { Hono, type Context } from 'hono';
import { found, readBody, type ApiEnv } from './route.ts';
import { CREATED, DELETE_BODY } from './decisions.ts';
import { createReturn } from './order-returns.ts';
import { acceptOrder, changeOrder, deleteOrder } from './orders.ts';
import { pageOf } from './paging.ts';
import { renderOrder, renderReturn } from './render.ts';
import type { Book, Order } from './state.ts';
import type { World } from './world.ts';

/** All orders of a book as a list; orders are only ever added, so it is made anew when there are more. */
const lists = new WeakMap<Book, Order[]>();

function listOf(book: Book): readonly Order[] {
  const known = lists.get(book);
  if (known?.length === book.orders.size) return known;
  const list = [...book.orders.values()];
  lists.set(book, list);
  return list;
}

/** Orders and order returns (easypost.md §4, §9). */
export function orderRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>({ strict: false });
  const { behaviour } = world;
  const visible = (order: Order) => !order.deleted || behaviour.deletedOrders === 'readable';
  const queryOf = (c: Context) => new URL(c.req.url).searchParams;

  function orderOf(c: Context<ApiEnv>): Order {
    const order = c.get('book').orders.get(c.req.param('id') ?? '');
    return found(order && visible(order) ? order : undefined);
  }

  routes.post('/orders', async (c) => {
    const body = await readBody(c);
    const book = c.get('book');
    return c.json(renderOrder(book, acceptOrder(world, book, body), behaviour), CREATED);
  });
  routes.get('/orders', (c) => {
    const book = c.get('book');
    return c.json({
      orders: pageOf(listOf(book), queryOf(c), behaviour, visible).map((order) => renderOrder(book, order, behaviour)),
    });
  });
  routes.get('/orders/:id', (c) => c.json(renderOrder(c.get('book'), orderOf(c), behaviour)));
  routes.patch('/orders/:id', async (c) => {
    const body = await readBody(c);
    const book = c.get('book');
    return c.json(renderOrder(book, changeOrder(world, book, orderOf(c), body), behaviour));
  });
  routes.delete('/orders/:id', (c) => {
    deleteOrder(world, c.get('book'), orderOf(c));
    return c.json(DELETE_BODY);
  });

  routes.post('/order_returns', async (c) => {
    const body = await readBody(c);
    const book = c.get('book');
    return c.json(renderReturn(book, createReturn(book, body), behaviour), CREATED);
  });
  routes.get('/order_returns', (c) => {
    const book = c.get('book');
    const page = pageOf(book.returns.values(), queryOf(c), behaviour);
    return c.json({ order_returns: page.map((one) => renderReturn(book, one, behaviour)) });
  });
  routes.get('/order_returns/:id', (c) => {
    const book = c.get('book');
    return c.json(renderReturn(book, found(book.returns.get(c.req.param('id'))), behaviour));
  });
  routes.delete('/order_returns/:id', (c) => {
    const { id } = found(c.get('book').returns.get(c.req.param('id')));
    c.get('book').returns.delete(id);
    return c.json(DELETE_BODY);
  });
  return routes;
}
