import { loadOrderDetails, type OrderSummary } from '../database/queries/order-views.ts';
import { PROBLEM_TEXT } from '../shared/orders/problem-causes.ts';
import type { OperationContext } from './context.ts';
import { byWhom, describeOrderState } from './describe-order.ts';
import { workflowUrl } from './find-order.ts';

/** Everything that a person may want to know of an order, without its buyer. */
export type OrderView = Awaited<ReturnType<typeof showOrder>>;

export async function showOrder(context: OperationContext, order: OrderSummary) {
  const details = await loadOrderDetails(context.db, order);
  return {
    id: order.id,
    number: order.number,
    reference: order.reference,
    merchant: order.merchant_id,
    cart: order.cart_id,
    sourceId: order.source_id,
    mode: order.mode,
    status: order.status,
    placedAt: order.placed_at,
    easypostOrderId: order.easypost_order_id,
    ...describe(details),
    ...contents(details),
    problems: details.problems.map(({ cause, subject, detail, opened_at: since }) => ({
      cause,
      subject,
      ...PROBLEM_TEXT[cause],
      detail,
      since,
    })),
    holds: details.holds.map(({ reason, author, until, created_at: since }) => ({
      reason,
      author: byWhom(author),
      until,
      since,
    })),
    timeline: details.events.map(({ at, kind, text, author }) => ({ at, kind, text, author: byWhom(author) })),
    webUi: workflowUrl(context, order),
  };
}

type Details = Awaited<ReturnType<typeof loadOrderDetails>>;

function describe(details: Details) {
  const { status, why, next } = describeOrderState(details, new Date());
  return { statusText: status, why, next };
}

function contents({ lines, parcels }: Details) {
  return {
    lines: lines.map((line) => ({
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      shipped: line.shipped,
      requiresShipping: line.requires_shipping,
      components: line.components,
    })),
    parcels: parcels.map((parcel) => ({
      carrier: parcel.carrier,
      trackingCode: parcel.tracking_code,
      trackingUrl: parcel.tracking_url,
      units: parcel.units,
      shippedAt: parcel.shipped_at,
      writtenAt: parcel.written_at,
      cartShipmentId: parcel.cart_shipment_id,
    })),
  };
}
