import { findOrders, type OrderSummary } from '../database/queries/order-views.ts';
import { orderWorkflowId, type OrderKey } from '../shared/names.ts';
import type { OperationContext } from './context.ts';
import { InputError } from './failures.ts';

export interface OrderWord {
  /** Number, reference, id, EasyPost id or the cart's own id. */
  order: string;
  merchant?: string | undefined;
  cart?: string | undefined;
}

/** The one order that is meant. Throws an {@link InputError}; where several match it lists them. */
export async function findOrder(context: Pick<OperationContext, 'db'>, word: OrderWord): Promise<OrderSummary> {
  const found = await findOrders(context.db, word.order.trim(), {
    ...(word.merchant === undefined ? {} : { merchantId: word.merchant }),
    ...(word.cart === undefined ? {} : { cartId: word.cart }),
  });
  const [first, second] = found;
  if (first && !second) return first;
  if (!first) {
    throw new InputError(
      'order',
      `"${word.order}" is not an order; allowed are a number, a reference (CW-…), an id or an EasyPost id`,
    );
  }
  const candidates = found.map(
    (order) => `  ${order.reference}  ${order.number}  cart ${order.cart_id}  ${order.status}`,
  );
  throw new InputError(
    'order',
    `"${word.order}" means ${found.length} orders; give a reference:\n${candidates.join('\n')}`,
  );
}

export function keyOf(order: OrderSummary): OrderKey {
  return { merchantId: order.merchant_id, cartId: order.cart_id, sourceId: order.source_id };
}

/** Where the order's workflow is shown in the Temporal Web UI. */
export function workflowUrl(context: Pick<OperationContext, 'uiUrl' | 'temporal'>, order: OrderSummary): string {
  const base = context.uiUrl.replace(/\/+$/, '');
  const namespace = encodeURIComponent(context.temporal.options.namespace);
  return `${base}/namespaces/${namespace}/workflows/${encodeURIComponent(orderWorkflowId(keyOf(order)))}`;
}
