import type { OrderEvidence } from '../../bench/crash/judge/evidence.ts';
import type { OrderSummary } from '../../database/queries/order-views.ts';
import { newOrder } from '../../simulators/cart/new-order.ts';

const AT = new Date('2026-11-22T12:00:00Z');

export const REFERENCE = 'CW-0123456789AB';

function summary(changes: Partial<OrderSummary>): OrderSummary {
  return {
    id: '7c1d3a52-0000-4000-8000-000000000001',
    merchant_id: 'anvil',
    cart_id: 'anvil-shop-1',
    source_id: 'ord_1',
    number: 'S1-0001',
    reference: REFERENCE,
    status: 'confirmed',
    skip_rule: null,
    mode: 'test',
    placed_at: AT,
    currency: 'USD',
    shipping_method: null,
    edit_until: null,
    next_step_at: null,
    workflow_started_at: AT,
    easypost_order_id: 'order_1',
    easypost_status: 'shipped',
    accepted_at: AT,
    confirmed_at: AT,
    cancelled_at: null,
    created_at: AT,
    updated_at: AT,
    ...changes,
  };
}

function product(barcode: string) {
  return { id: `prod_${barcode}`, barcode };
}

/** One EasyPost order for 2 mugs and 1 cap that left in one parcel. */
export function simulated(id = 'order_1') {
  return {
    id,
    mode: 'test',
    status: 'shipped',
    description: `${REFERENCE} S1-0001`,
    created_at: 1,
    line_items: [
      { product: product('MUG'), units: 2 },
      { product: product('CAP'), units: 1 },
    ],
    picks: [
      {
        id: 'pick_1',
        tracker: { tracking_code: '9400', carrier: 'USPS' },
        inventories: ['MUG', 'MUG', 'CAP'].map((barcode) => ({ product: product(barcode) })),
      },
    ],
  };
}

export function shipment(code = '9400') {
  return {
    id: `shp_${code}`,
    order_id: 'ord_1',
    shipment_id: 'parcel-1',
    shipped_at: AT.toISOString(),
    carrier: 'USPS',
    tracking_number: code,
    tracking_url: null,
    lines: [
      { line_id: 'ord_1_1', quantity: 2 },
      { line_id: 'ord_1_2', quantity: 1 },
    ],
    cancelled: false,
  };
}

/** The parts of a row that a case differs in. */
export function stored(changes: Partial<OrderSummary> = {}, why: string[] = []): NonNullable<OrderEvidence['stored']> {
  return {
    details: { order: summary(changes), lines: [], parcels: [], holds: [], problems: [], events: [] },
    why,
  };
}

/** An order that went well: confirmed, in one parcel. */
export function goodOrder(changes: Partial<OrderEvidence> = {}): OrderEvidence {
  const lines = [
    { sku: 'MUG', quantity: 2, quantity_shipped: 2 },
    { sku: 'CAP', quantity: 1, quantity_shipped: 1 },
  ];
  return {
    number: 'S1-0001',
    inCart: newOrder('ord_1', 'S1-0001', AT.toISOString(), { lines }),
    shipments: [shipment()],
    stored: stored(),
    workflow: { state: 'COMPLETED', shownStatus: 'confirmed' },
    atEasypost: [simulated()],
    answers: [],
    unanswered: null,
    cancelledInCart: false,
    ...changes,
  };
}

/** An order that was cancelled at EasyPost, and everybody was told so. */
export function cancelledOrder(changes: Partial<OrderEvidence> = {}): OrderEvidence {
  const lines = [
    { sku: 'MUG', quantity: 2 },
    { sku: 'CAP', quantity: 1 },
  ];
  return goodOrder({
    inCart: newOrder('ord_1', 'S1-0001', AT.toISOString(), { lines }),
    shipments: [],
    stored: stored({ status: 'cancelled' }),
    workflow: { state: 'COMPLETED', shownStatus: 'cancelled' },
    atEasypost: [{ ...simulated(), status: 'cancelled', picks: [] }],
    answers: [{ kind: 'cancelled' }],
    ...changes,
  });
}

/** An order that waits for stock, and says so. */
export function waitingOrder(changes: Partial<OrderEvidence> = {}): OrderEvidence {
  return cancelledOrder({
    stored: stored({ status: 'backordered', easypost_order_id: null, next_step_at: AT }, ['Not enough stock: 2 × MUG']),
    workflow: { state: 'RUNNING', shownStatus: 'backordered' },
    atEasypost: [],
    answers: [],
    ...changes,
  });
}
