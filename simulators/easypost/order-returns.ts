import { ApiError } from './api-error.ts';
import { RETURN_STATUS } from './decisions.ts';
import { productOfLine } from './products.ts';
import { parseBody, returnBody } from './requests.ts';
import { stamp } from './stamp.ts';
import type { Book, Order, OrderReturn, Tracker } from './state.ts';

/** Units of a product that left in packages and are in no return yet: own decision that only these can come back. */
function returnable(book: Book, order: Order, productId: string): number {
  const shipped = order.picks
    .filter(({ tracker }) => tracker !== null)
    .flatMap(({ inventories }) => inventories)
    .filter((unit) => unit.productId === productId).length;
  const returned = [...book.returns.values()]
    .filter(({ orderId }) => orderId === order.id)
    .flatMap(({ lineItems }) => lineItems)
    .filter((line) => line.productId === productId)
    .reduce((sum, { units }) => sum + units, 0);
  return shipped - returned;
}

function returnTracker(book: Book): Tracker {
  const marks = stamp(book, 'tracker');
  const tracking_code = `9202${BigInt(`0x${marks.id.slice(-13)}`)
    .toString()
    .padStart(16, '0')}`;
  const public_url = `https://track.easypost.com/${tracking_code}`;
  return { ...marks, tracking_code, carrier: 'USPS', status: 'pre_transit', public_url };
}

/** Creates a return label (easypost.md §9). */
export function createReturn(book: Book, raw: unknown): OrderReturn {
  const body = parseBody(returnBody, raw);
  const order = book.orders.get(body.order_id);
  if (!order) throw new ApiError('invalid', [{ field: 'order_id', message: `${body.order_id} is not known` }]);
  const lineItems = body.line_items.map((line, index) => ({
    ...stamp(book, 'lineItem'),
    productId: productOfLine(book, line, index).id,
    units: line.units,
    reason_type: line.reason_type ?? null,
  }));
  for (const productId of new Set(lineItems.map((line) => line.productId))) {
    const wanted = lineItems.filter((line) => line.productId === productId).reduce((sum, { units }) => sum + units, 0);
    const left = returnable(book, order, productId);
    if (wanted > left) throw new ApiError('returnUnits', [{ field: 'line_items', message: `at most ${left}` }]);
  }
  const marks = stamp(book, 'orderReturn');
  const warehouse = [...book.warehouses.values()][0];
  const orderReturn: OrderReturn = {
    ...marks,
    status: RETURN_STATUS,
    orderId: order.id,
    lineItems,
    destination_address: body.destination_address ?? warehouse?.address ?? {},
    origin_address: body.origin_address ?? order.destination,
    label_url: `https://simulator.invalid/labels/${marks.id}.png`,
    tracker: returnTracker(book),
  };
  book.returns.set(orderReturn.id, orderReturn);
  return orderReturn;
}
