import { ownValue } from '../../shared/own-value.ts';
import { isSystemError, type SystemError } from '../errors/system-error.ts';
import { CANCEL_REFUSAL_CODES, DEFAULT_SERVICE } from './decisions.ts';
import { invalidRequest } from './errors.ts';
import { pagesOf } from './pages.ts';
import { orderListSchema, orderSchema } from './schema.ts';
import type { Transport } from './transport.ts';
import type { CancelOutcome, EasypostOrder, NewOrder } from './types.ts';

function orderPath(id: string): string {
  return `orders/${encodeURIComponent(id)}`;
}

function checkOrder(order: NewOrder): void {
  if (order.lines.length === 0) throw invalidRequest('POST orders', 'line_items: at least one line is needed');
  for (const [index, { barcode, units }] of order.lines.entries()) {
    const where = `line_items[${index}]`;
    if (barcode.trim() === '') throw invalidRequest('POST orders', `${where}.product.barcode: must not be empty`);
    if (!Number.isSafeInteger(units) || units < 1) {
      throw invalidRequest('POST orders', `${where}.units: ${units} is not a whole number of at least 1`);
    }
  }
}

function orderBody(order: NewOrder): object {
  const { deliveryConfirmation, insurance } = order.shipmentOptions ?? {};
  const options = {
    ...(deliveryConfirmation === undefined ? {} : { delivery_confirmation: deliveryConfirmation }),
    ...(insurance === undefined ? {} : { insurance }),
  };
  return {
    service: order.service ?? DEFAULT_SERVICE,
    description: order.description,
    destination: order.destination,
    line_items: order.lines.map(({ barcode, units }) => ({ product: { barcode }, units })),
    ...(Object.keys(options).length === 0 ? {} : { shipment_options: options }),
  };
}

/** Creates an order (easypost.md §3, §4); whoever calls has made sure of the key's mode. */
export async function createOrder(transport: Transport, order: NewOrder, timeoutMs: number): Promise<EasypostOrder> {
  checkOrder(order);
  return transport.read({ method: 'POST', path: 'orders', body: orderBody(order), timeoutMs }, orderSchema);
}

export async function getOrder(transport: Transport, id: string): Promise<EasypostOrder> {
  return transport.read({ method: 'GET', path: orderPath(id) }, orderSchema);
}

export function listOrders(transport: Transport): AsyncIterable<EasypostOrder[]> {
  return pagesOf(transport, { path: 'orders', schema: orderListSchema, keyOf: (order) => order.id });
}

/** The order as it stands, of either mode; null when EasyPost has it no more. */
async function orderOrNull(transport: Transport, id: string): Promise<EasypostOrder | null> {
  try {
    return await transport.read({ method: 'GET', path: orderPath(id), anyMode: true }, orderSchema);
  } catch (error) {
    if (isSystemError(error, 'not_found')) return null;
    throw error;
  }
}

/** Why EasyPost refused to delete: the order's state tells, else the code of the refusal. */
function outcomeOf(order: EasypostOrder | null, refusal: SystemError): CancelOutcome {
  switch (order === null ? 'cancelled' : order.state) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'shipped':
    case 'partially_shipped':
      return { kind: 'refused', reason: 'already_shipped' };
    case 'picking':
      return { kind: 'refused', reason: 'in_picking' };
    case 'created':
    case null:
      return {
        kind: 'refused',
        reason: ownValue(CANCEL_REFUSAL_CODES, refusal.vendorCode ?? '') ?? 'easypost_refused',
      };
  }
}

/** EasyPost has answered, and not with a plea to come again. A 403 may mean the order as well as the key. */
function isDefiniteNo(error: unknown): error is SystemError {
  return isSystemError(error) && error.reached === 'yes' && error.type !== 'rate_limited';
}

/**
 * Deletes an order and says how that ended. Nobody documents DELETE's answers (§14.4), so after any refusal the order
 * itself decides; one that EasyPost does not know any more counts as cancelled. Rejects only where nobody can tell.
 */
export async function cancelOrder(transport: Transport, id: string): Promise<CancelOutcome> {
  try {
    await transport.run({ method: 'DELETE', path: orderPath(id) });
    return { kind: 'cancelled' };
  } catch (error) {
    if (!isDefiniteNo(error)) throw error;
    return outcomeOf(await orderOrNull(transport, id), error);
  }
}
