import type { Behaviour } from './decisions.ts';
import type { Book, InboundPackage, LineItem, Notice, Order, OrderReturn, Pick, Product, Tracker } from './state.ts';

/** How state looks on the wire (easypost.md §4, §6–§10). A product that was deleted since stays named by its id. */
export function renderProduct(product: Product): object {
  return { object: 'Product', ...product };
}

function productOf(book: Book, id: string): object {
  const product = book.products.get(id);
  return product ? renderProduct(product) : { id, mode: book.mode };
}

function renderLine<T extends LineItem>(book: Book, line: T): object {
  const { productId, ...rest } = line;
  return { ...rest, product: productOf(book, productId) };
}

export function renderTracker(tracker: Tracker): object {
  return {
    object: 'Tracker',
    ...tracker,
    status_detail: tracker.status,
    signed_by: null,
    weight: null,
    est_delivery_date: null,
    disabled_at: null,
    tracking_details: [],
  };
}

function renderPick(book: Book, pick: Pick, showTracker: boolean): object {
  const { tracker, inventories, ...rest } = pick;
  return {
    ...rest,
    tracker: tracker && showTracker ? renderTracker(tracker) : null,
    inventories: inventories.map(({ productId, ...unit }) => ({ ...unit, product: productOf(book, productId) })),
  };
}

export function renderOrder(book: Book, order: Order, behaviour: Behaviour): object {
  const { lineItems, picks, reserved: _reserved, deleted: _deleted, ...rest } = order;
  const trackers = picks.flatMap(({ tracker }) => (tracker ? [renderTracker(tracker)] : []));
  return {
    object: 'Order',
    ...rest,
    line_items: lineItems.map((line) => renderLine(book, line)),
    picks: picks.map((pick) => renderPick(book, pick, behaviour.trackers !== 'order')),
    ...(behaviour.trackers === 'picks' ? {} : { trackers }),
    returns: [...book.returns.values()].filter(({ orderId }) => orderId === order.id).map(({ id }) => ({ id })),
  };
}

export function renderNotice(book: Book, notice: Notice): object {
  const { packages: _packages, warehouseId, ...rest } = notice;
  return {
    object: 'AdvancedShipmentNotice',
    ...rest,
    url: `https://simulator.invalid/notices/${notice.id}.pdf`,
    warehouse: book.warehouses.get(warehouseId) ?? { id: warehouseId },
  };
}

export function renderPackage(book: Book, inbound: InboundPackage): object {
  const { lineItems, ...rest } = inbound;
  return { object: 'InboundPackage', ...rest, line_items: lineItems.map((line) => renderLine(book, line)) };
}

export function renderReturn(book: Book, orderReturn: OrderReturn, behaviour: Behaviour): object {
  const { orderId, lineItems, tracker, ...rest } = orderReturn;
  const order = book.orders.get(orderId);
  return {
    object: 'OrderReturn',
    ...rest,
    order_id: orderId,
    order: order ? renderOrder(book, order, behaviour) : { id: orderId },
    line_items: lineItems.map((line) => ({ ...renderLine(book, line), product_id: line.productId })),
    tracking_code: tracker.tracking_code,
    tracker: renderTracker(tracker),
  };
}
