import { ApiError, type FieldError } from './api-error.ts';
import { COUNTRIES_WITH_STATE, ORDER_FEE, SERVICES } from './decisions.ts';
import { productOfLine } from './products.ts';
import { renderOrder } from './render.ts';
import { orderBody, parseBody, type OrderBody } from './requests.ts';
import { stamp, touch } from './stamp.ts';
import type { Book, LineItem, Order } from './state.ts';
import { giveBack, reserve } from './stock.ts';
import type { World } from './world.ts';

/** Tells an order event; its result is the order (easypost.md §10). */
export function tellOrder(world: World, book: Book, event: 'created' | 'updated' | 'refunded', order: Order): void {
  world.publish(book, `fulfillment.order.${event}`, renderOrder(book, order, world.behaviour));
}

/** Own decision: what an address needs; the name may be a company's (easypost.md §4). */
function checkDestination(destination: Record<string, unknown>): void {
  const has = (field: string) => typeof destination[field] === 'string' && destination[field].trim() !== '';
  const needed = ['street1', 'city', 'zip', 'country'];
  if (COUNTRIES_WITH_STATE.includes(String(destination.country))) needed.push('state');
  const missing = needed.filter((field) => !has(field));
  if (!has('name') && !has('company')) missing.push('name');
  if (missing.length === 0) return;
  const fields = missing.map((field): FieldError => ({ field: `destination.${field}`, message: 'cannot be blank' }));
  throw new ApiError('invalidAddress', fields);
}

function checkService(service: string): void {
  if (SERVICES.includes(service.toLowerCase())) return;
  throw new ApiError('unknownService', [{ field: 'service', message: `must be one of ${SERVICES.join(', ')}` }]);
}

function linesOf(book: Book, body: OrderBody): LineItem[] {
  return body.line_items.map((line, index) => ({
    ...stamp(book, 'lineItem'),
    productId: productOfLine(book, line, index).id,
    units: line.units,
  }));
}

function unitsByProduct(lines: readonly LineItem[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { productId, units } of lines) sums.set(productId, (sums.get(productId) ?? 0) + units);
  return sums;
}

function contentOf(book: Book, body: OrderBody) {
  return {
    service: body.service,
    description: body.description ?? null,
    latest_delivery: body.latest_delivery ?? null,
    destination: { ...stamp(book, 'address'), ...body.destination },
    shipment_options: body.shipment_options ?? null,
    inserts: (body.inserts ?? []).map((insert) => ({ ...insert, ...stamp(book, 'insert') })),
  };
}

/** Takes an order and its stock at once, or refuses the whole order (easypost.md §5.2). */
export function acceptOrder(world: World, book: Book, raw: unknown): Order {
  const body = parseBody(orderBody, raw);
  checkService(body.service);
  checkDestination(body.destination);
  const lineItems = linesOf(book, body);
  const reserved = reserve(book, unitsByProduct(lineItems));
  const fee = { ...stamp(book, 'fee'), ...ORDER_FEE, charged: true, refunded: false, disabled_at: null };
  const order: Order = {
    ...stamp(book, 'order'),
    status: 'created',
    ...contentOf(book, body),
    lineItems,
    picks: [],
    fees: [fee],
    reserved,
    deleted: false,
  };
  book.orders.set(order.id, order);
  tellOrder(world, book, 'created', order);
  world.plan(book, order);
  return order;
}

/** Refuses what may only be done before the warehouse begins: own decision. */
function requireUntouched(order: Order): void {
  switch (order.status) {
    case 'created':
      return;
    case 'picking':
      throw new ApiError('inPicking');
    case 'partially_shipped':
    case 'shipped':
      throw new ApiError('alreadyShipped');
    case 'cancelled':
      throw new ApiError('orderCancelled');
  }
}

function asBody(order: Order): Record<string, unknown> {
  const { service, description, latest_delivery, destination, shipment_options, inserts, lineItems } = order;
  const line_items = lineItems.map(({ productId, units }) => ({ product_id: productId, units }));
  return { service, description, latest_delivery, destination, shipment_options, inserts, line_items };
}

/** Changes an order that nobody picks yet; partial bodies and a partial destination are allowed (easypost.md §2). */
export function changeOrder(world: World, book: Book, order: Order, raw: Record<string, unknown>): Order {
  requireUntouched(order);
  const destination = { ...order.destination, ...(raw.destination as Record<string, unknown> | undefined) };
  const body = parseBody(orderBody, { ...asBody(order), ...raw, destination });
  checkService(body.service);
  checkDestination(body.destination);
  if (raw.line_items !== undefined) {
    const lineItems = linesOf(book, body);
    giveBack(book, order.reserved);
    try {
      order.reserved = reserve(book, unitsByProduct(lineItems));
    } catch (error) {
      order.reserved = reserve(book, unitsByProduct(order.lineItems));
      throw error;
    }
    order.lineItems = lineItems;
  }
  const inserts = raw.inserts === undefined ? order.inserts : contentOf(book, body).inserts;
  Object.assign(order, { ...contentOf(book, body), destination: body.destination, inserts });
  touch(order);
  tellOrder(world, book, 'updated', order);
  return order;
}

/** Gives the stock back and refunds the fees: own decision that this is what `refunded` tells (easypost.md §4.1). */
function cancel(world: World, book: Book, order: Order): void {
  giveBack(book, order.reserved);
  order.reserved = [];
  order.picks = [];
  order.status = 'cancelled';
  for (const fee of order.fees) fee.refunded = true;
  touch(order);
  tellOrder(world, book, 'updated', order);
  tellOrder(world, book, 'refunded', order);
}

/** DELETE of an order; own decision: only until picking begins, and a second time it is not found. */
export function deleteOrder(world: World, book: Book, order: Order): void {
  if (order.status === 'cancelled') throw new ApiError('notFound');
  requireUntouched(order);
  order.deleted = true;
  cancel(world, book, order);
}

/** EasyPost itself cancels, for reasons of its own; possible until the first package has left. */
export function cancelAtEasypost(world: World, book: Book, order: Order): void {
  if (order.status !== 'picking') requireUntouched(order);
  cancel(world, book, order);
}

/** The one pick that holds all units, not packed yet. */
export function allUnits(book: Book, order: Order): Order['picks'][number] {
  const inventories = order.lineItems.flatMap(({ productId, units }) =>
    Array.from({ length: units }, () => ({ ...stamp(book, 'inventory'), productId })),
  );
  return { ...stamp(book, 'pick'), tracker: null, inventories };
}
